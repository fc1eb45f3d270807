import { type GeoJSONSource, MapLibreMap, NavigationControl, setWorkerUrl } from 'maplibre-gl'
import { useEffect, useRef, useState } from 'react'
import type { Snapshot } from '../api/types.ts'
import { navigate } from '../app/router.tsx'
import { boundsOf, snapshotFeatures } from './features.ts'
import { ARROW, drawArrow, mapStyle } from './layers.ts'

declare const MAP_WORKER_URL: string
setWorkerUrl(MAP_WORKER_URL)

const START: [number, number] = [77.5946, 12.9716]
const START_ZOOM = 11
const PADDING_PX = 40
const MAX_FIT_ZOOM = 13

type Props = { snapshot: Snapshot | undefined; base: GeoJSON.FeatureCollection | undefined }

/** The map; data goes straight to its sources, so a new position draws no component again. */
export function MapView({ snapshot, base }: Props) {
  const container = useRef<HTMLDivElement>(null)
  const hasFitted = useRef(false)
  const [map, setMap] = useState<MapLibreMap | null>(null)
  const [failure, setFailure] = useState<string | null>(null)

  useEffect(() => {
    if (!container.current) return
    let made: MapLibreMap
    try {
      made = new MapLibreMap({
        container: container.current,
        style: mapStyle(),
        center: START,
        zoom: START_ZOOM,
        attributionControl: false,
      })
    } catch {
      setFailure('This browser cannot draw the map: it offers no WebGL.')
      return
    }
    made.addControl(new NavigationControl())
    made.on('load', () => {
      made.addImage(ARROW, drawArrow())
      setMap(made)
    })
    made.on('click', 'stops', (event) => {
      const id = event.features?.[0]?.properties.id as string | undefined
      if (id) navigate(`/bookings/${id}`)
    })
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    const restyle = () => {
      setMap(null)
      made.setStyle(mapStyle(), { diff: false })
      void made.once('style.load', () => {
        made.addImage(ARROW, drawArrow())
        setMap(made)
      })
    }
    scheme.addEventListener('change', restyle)
    return () => {
      scheme.removeEventListener('change', restyle)
      setMap(null)
      made.remove()
    }
  }, [])

  useEffect(() => {
    if (!map || !base) return
    void map.getSource<GeoJSONSource>('base')?.setData(base)
  }, [map, base])

  useEffect(() => {
    if (!map || !snapshot) return
    const features = snapshotFeatures(snapshot)
    for (const [name, data] of Object.entries(features))
      void map.getSource<GeoJSONSource>(name)?.setData(data)
    const bounds = boundsOf(features.drivers) ?? boundsOf(features.stops)
    if (hasFitted.current || !bounds) return
    hasFitted.current = true
    map.fitBounds(bounds, { padding: PADDING_PX, maxZoom: MAX_FIT_ZOOM, animate: false })
  }, [map, snapshot])

  return (
    <div className="map">
      {failure && <p className="notice bad">{failure}</p>}
      <div ref={container} data-ready={map !== null} />
    </div>
  )
}
