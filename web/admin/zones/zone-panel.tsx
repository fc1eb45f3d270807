import { useQuery } from '@tanstack/react-query'
import type { MapLibreMap } from 'maplibre-gl'
import { useEffect } from 'react'
import { Link } from '../../app/router.tsx'
import { Icon } from '../../shared/icons.tsx'
import { ErrorNotice, Loading } from '../../shared/states.tsx'
import { readZone } from './read-zone.ts'
import { ZoneEditor } from './zone-editor.tsx'
import type { ZoneKind } from './zone-kinds.ts'

const FIT = { padding: 70, maxZoom: 15, animate: false }

type Props = {
  /** `new` for one that is yet to be drawn. */
  id: string
  startKind: ZoneKind | undefined
  map: MapLibreMap | null
  here: (more?: Record<string, string | undefined>) => string
}

export function ZonePanel({ id, startKind, map, here }: Props) {
  const isNew = id === 'new'
  const zone = useQuery({
    queryKey: ['zone', id],
    queryFn: () => readZone(id),
    enabled: !isNew,
    gcTime: 0,
    // What is being edited must not change under the hands.
    staleTime: Number.POSITIVE_INFINITY,
  })
  const { data } = zone
  const bbox = data?.bbox.join()
  useEffect(() => {
    const [west, south, east, north] = (bbox ?? '').split(',').map(Number)
    if (!map || west === undefined || south === undefined || east === undefined || north === undefined) return
    map.fitBounds([west, south, east, north], FIT)
  }, [map, bbox])
  return (
    <>
      <header className="zones-head">
        <Link className="back" href={here()}>
          <Icon name="arrowLeft" />
          All zones
        </Link>
      </header>
      {!isNew && zone.isPending && <Loading what="the zone" />}
      {zone.error && (
        <ErrorNotice
          title="The zone could not be read"
          error={zone.error}
          onRetry={() => void zone.refetch()}
          isRetrying={zone.isFetching}
        />
      )}
      {(isNew || data) && <ZoneEditor start={data} startKind={startKind} map={map} here={here} />}
    </>
  )
}
