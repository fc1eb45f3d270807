import { useQuery } from '@tanstack/react-query'
import {
  type GeoJSONSource,
  MapLibreMap,
  type MapOptions,
  NavigationControl,
  setWorkerUrl,
} from 'maplibre-gl'
import { useEffect, useRef, useState } from 'react'
import { readBaseMap } from '../api/client.ts'
import { ErrorNotice } from '../shared/states.tsx'
import { MAP_FONT, mapStyle } from './base-style.ts'
import { addOverlay } from './overlay.ts'
import { onThemeChange } from './theme-colours.ts'

/** The build writes the address into the page: it has the hash of the worker in it. */
setWorkerUrl(document.querySelector<HTMLMetaElement>('meta[name="map-worker"]')?.content ?? '')

const CITY = { center: [77.5946, 12.9716] as [number, number], zoom: 11 }

type Props = {
  label: string
  options?: Partial<MapOptions> | undefined
  /** The map once its style is there, again after each change of theme, and null in between. */
  onMap: (map: MapLibreMap | null) => void
}

/** A map of the city; what moves on it goes to its layers, so that no position draws a component again. */
export function MapCanvas({ label, options, onMap }: Props) {
  const container = useRef<HTMLDivElement>(null)
  const start = useRef({ options, onMap })
  const [map, setMap] = useState<MapLibreMap | null>(null)
  const [failure, setFailure] = useState<Error | null>(null)
  const base = useQuery({ queryKey: ['base-map'], queryFn: readBaseMap, staleTime: Number.POSITIVE_INFINITY })

  useEffect(() => {
    const { options, onMap } = start.current
    let made: MapLibreMap | null = null
    let hasEnded = false
    const tell = (ready: MapLibreMap | null) => {
      setMap(ready)
      onMap(ready)
    }
    const begin = () => {
      if (hasEnded || !container.current) return
      try {
        made = new MapLibreMap({
          container: container.current,
          style: mapStyle(),
          ...CITY,
          attributionControl: false,
          ...options,
        })
      } catch (error) {
        reportError(error)
        setFailure(new Error('This browser cannot draw the map. It needs WebGL 2, which may be turned off.'))
        return
      }
      const ready = made
      if (options?.interactive !== false)
        ready.addControl(new NavigationControl({ visualizePitch: false }), 'top-left')
      // For the first style, and for each that a change of theme brings, even before the first is there.
      ready.on('style.load', () => {
        addOverlay(ready)
        tell(ready)
      })
    }
    // Names are drawn once, in whatever typeface is there by then.
    document.fonts.load(`12px "${MAP_FONT[0]}"`).then(begin, begin)
    const stopListening = onThemeChange(() => {
      const restyled = made
      if (!restyled) return
      tell(null)
      restyled.setStyle(mapStyle(), { diff: false })
    })
    return () => {
      hasEnded = true
      stopListening()
      tell(null)
      made?.remove()
    }
  }, [])

  useEffect(() => {
    if (map && base.data) void map.getSource<GeoJSONSource>('base')?.setData(base.data)
  }, [map, base.data])

  return (
    <section className="map" aria-label={label} data-ready={map !== null}>
      <div ref={container} className="map-surface" />
      {(failure ?? base.error) && (
        <div className="map-notice">
          {failure && <ErrorNotice error={failure} />}
          {base.error && (
            <ErrorNotice title="No base map" error={base.error} onRetry={() => void base.refetch()} />
          )}
        </div>
      )}
    </section>
  )
}
