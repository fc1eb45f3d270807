import { useQuery } from '@tanstack/react-query'
import {
  type GeoJSONSource,
  MapLibreMap,
  type MapOptions,
  NavigationControl,
  setWorkerUrl,
} from 'maplibre-gl'
import mapCss from 'maplibre-gl/dist/maplibre-gl.css' with { type: 'file' }
import { useEffect, useRef, useState } from 'react'
import { readBaseMap } from '../api/client.ts'
import { loadSheet } from '../app/style-sheets.tsx'
import { ErrorNotice } from '../shared/states.tsx'
import { CONFIGURED_STYLE, MAP_FONT, mapStyle } from './base-style.ts'
import { addOverlay } from './overlay.ts'
import { onThemeChange } from './theme-colours.ts'

/** The build writes the address into the page: it has the hash of the worker in it. */
const WORKER = document.querySelector<HTMLMetaElement>('meta[name="map-worker"]')?.content ?? ''
// One that may bring a style's data is another than the one that browsers keep for ever.
setWorkerUrl(CONFIGURED_STYLE ? `${WORKER}?styled` : WORKER)

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
  const [hasOwnStyle, setOwnStyle] = useState(CONFIGURED_STYLE === '')
  const base = useQuery({
    queryKey: ['base-map'],
    queryFn: readBaseMap,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: hasOwnStyle,
  })

  useEffect(() => {
    const { options, onMap } = start.current
    const tell = (ready: MapLibreMap | null) => {
      setMap(ready)
      onMap(ready)
    }
    const begin = (at: HTMLDivElement) =>
      makeMap(at, options, {
        onStyle: tell,
        onStyleRefused(error) {
          setOwnStyle(true)
          setFailure(new Error(`The configured map is missing, so this is the plain one. ${error.message}`))
        },
      })
    let end: (() => void) | undefined
    let hasEnded = false
    const beginOnce = () => {
      if (hasEnded || !container.current) return
      try {
        end = begin(container.current)
      } catch (error) {
        reportError(error)
        setFailure(new Error('This browser cannot draw the map. It needs WebGL 2, which may be turned off.'))
      }
    }
    // Names are drawn once, in whatever typeface is there by then.
    const typeface = document.fonts.load(`12px "${MAP_FONT[0]}"`)
    Promise.all([typeface, loadSheet(mapCss, 'first')]).then(beginOnce, beginOnce)
    return () => {
      hasEnded = true
      tell(null)
      end?.()
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

type Reports = {
  onStyle: (map: MapLibreMap | null) => void
  onStyleRefused: (error: { message: string }) => void
}

/** A map in the configured style, or else in ours; the returned function takes it down. @throws Error without WebGL 2. */
function makeMap(
  container: HTMLElement,
  options: Partial<MapOptions> | undefined,
  { onStyle, onStyleRefused }: Reports,
): () => void {
  let configured = CONFIGURED_STYLE
  let isStyled = false
  const map = new MapLibreMap({
    container,
    style: configured || mapStyle(),
    ...CITY,
    // Whose map it is has to be said of a map that is somebody else's.
    attributionControl: configured ? { compact: true } : false,
    ...options,
  })
  if (options?.interactive !== false)
    map.addControl(new NavigationControl({ visualizePitch: false }), 'top-left')
  // For the first style, and for each that a change of theme brings, even before the first is there.
  map.on('style.load', () => {
    isStyled = true
    addOverlay(map)
    onStyle(map)
  })
  const restyle = () => {
    onStyle(null)
    map.setStyle(configured || mapStyle(), { diff: false })
  }
  map.on('error', ({ error }) => {
    // What is wrong with a style is told without a stack, by an object that the console would not show.
    if (!configured || isStyled) return reportError(new Error(error.message))
    configured = ''
    onStyleRefused(error)
    restyle()
  })
  const stopListening = onThemeChange(restyle)
  return () => {
    stopListening()
    map.remove()
  }
}
