import type { MapLibreMap, MapMouseEvent } from 'maplibre-gl'
import { useEffect, useState } from 'react'
import { MapCanvas } from '../map/map-canvas.tsx'
import { showHauls } from '../map/overlay.ts'
import { boundsOf } from '../shared/bounds.ts'
import { marketBounds } from './cell-bounds.ts'
import { END_LABELS, type Trips } from './use-trips.ts'

const FIT = { padding: 44, maxZoom: 14, animate: false }
const OPTIONS = { dragRotate: false, pitchWithRotate: false }

/** The chosen trip; a click sets an end of one's own. */
export function TripMap({ market, trips }: { market: string; trips: Trips }) {
  const [map, setMap] = useState<MapLibreMap | null>(null)
  const [options] = useState(() => ({ ...OPTIONS, bounds: marketBounds(market) }))
  const { place, next } = trips
  const trip = trips.trips[trips.chosen]
  const text = JSON.stringify(trip)

  useEffect(() => {
    if (!map) return
    const put = ({ lngLat: { lat, lng } }: MapMouseEvent) => place(next, { lat, lng })
    map.on('click', put)
    map.getCanvas().style.cursor = 'crosshair'
    return () => void map.off('click', put)
  })

  useEffect(() => {
    if (!map) return
    const shown = text ? (JSON.parse(text) as Trips['trips'][number]) : undefined
    if (!shown) return showHauls(map, [])
    const named = { ...shown.pickup, address: END_LABELS.pickup }
    const to = { ...shown.dropoff, address: END_LABELS.dropoff }
    showHauls(map, [{ id: text, state: 'completed', pickup: named, dropoff: to }], { isWhole: true })
    const bounds = boundsOf([shown.pickup, shown.dropoff])
    if (bounds) map.fitBounds(bounds, FIT)
  }, [map, text])

  return <MapCanvas label="Map of the trip" options={options} onMap={setMap} />
}
