import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { MapLibreMap } from 'maplibre-gl'
import { useEffect, useMemo, useState } from 'react'
import { addressOf, call } from '../../api/client.ts'
import { navigate, useAddress } from '../../app/router.tsx'
import { MapCanvas } from '../../map/map-canvas.tsx'
import { startView } from '../../map/view.ts'
import { oneOf } from '../../shared/filters.tsx'
import { CityFrame } from './city-frame.tsx'
import { Visits } from './visits.tsx'
import { ZONE_KINDS, ZONE_STATES, type ZoneFeature } from './zone-kinds.ts'
import { addZoneLayers, showZones, ZONE_FILL } from './zone-layers.ts'
import { ZoneList } from './zone-list.tsx'
import { ZonePanel } from './zone-panel.tsx'

const NONE: ZoneFeature[] = []

/** All zones on the map, beside them their list or the one that is drawn. */
export default function ZonesPart() {
  const { query } = useAddress()
  const kind = oneOf(ZONE_KINDS, query.get('kind'))
  const state = oneOf(ZONE_STATES, query.get('state'))
  const zone = query.get('zone')
  const filters = { kind: kind ?? '', state: state ?? '', q: query.get('q') ?? '' }
  const here = (more: Record<string, string | undefined> = {}) =>
    addressOf('/admin/zones', {}, { ...filters, cursor: query.get('cursor') ?? undefined, ...more })
  const [map, setMap] = useState<MapLibreMap | null>(null)
  const onMap = (ready: MapLibreMap | null) => {
    if (ready) addZoneLayers(ready)
    setMap(ready)
  }
  const drawn = useQuery({
    queryKey: ['zones', 'drawn', kind],
    queryFn: () => call('get', '/v1/ops/zones', { query: { ...(kind && { kind }) } }),
    placeholderData: keepPreviousData,
  })
  const others = useMemo(
    () => (drawn.data?.features ?? NONE).filter(({ id }) => id !== zone),
    [drawn.data, zone],
  )
  useEffect(() => {
    if (map) showZones(map, others)
  }, [map, others])
  useOpening(map, zone === null, (id) => navigate(here({ zone: id })))
  return (
    <div className="zones">
      <div className="zones-panel">
        {zone ? (
          <ZonePanel key={zone} id={zone} startKind={kind} map={map} here={here} />
        ) : (
          <ZoneList filters={filters} cursor={query.get('cursor')} here={here} />
        )}
        {drawn.data?.isWhole === false && (
          <p className="muted zones-note">The map shows the newest 500 zones only.</p>
        )}
      </div>
      <div className="zones-map">
        <MapCanvas label="Map of the zones" options={startView()} onMap={onMap} />
        <CityFrame map={map} isWanted={zone === null || zone === 'new'} />
      </div>
      {query.get('visits') && (
        <Visits
          zoneId={zone ?? undefined}
          state={oneOf(['open', 'ended'] as const, query.get('visits'))}
          cursor={query.get('page')}
          here={(more) => here({ ...(zone && { zone }), ...more })}
        />
      )}
    </div>
  )
}

/** A click on a zone opens it, unless one is open. */
function useOpening(map: MapLibreMap | null, isIdle: boolean, onOpen: (id: string) => void) {
  useEffect(() => {
    if (!map || !isIdle) return
    const canvas = map.getCanvas()
    const open = map.on('click', ZONE_FILL, ({ features }) => {
      const id: unknown = features?.[0]?.properties.id
      if (typeof id === 'string') onOpen(id)
    })
    const enter = map.on('mouseenter', ZONE_FILL, () => {
      canvas.style.cursor = 'pointer'
    })
    const leave = map.on('mouseleave', ZONE_FILL, () => {
      canvas.style.cursor = ''
    })
    return () => {
      canvas.style.cursor = ''
      for (const subscription of [open, enter, leave]) subscription.unsubscribe()
    }
  })
}
