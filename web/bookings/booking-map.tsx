import type { MapLibreMap } from 'maplibre-gl'
import { useEffect, useRef, useState } from 'react'
import type { BookingDetail } from '../api/types.ts'
import { trailOf } from '../dispatch/trail-of.ts'
import { useTrail } from '../dispatch/use-trail.ts'
import { useLive } from '../live/live.tsx'
import { MapCanvas } from '../map/map-canvas.tsx'
import { showHauls } from '../map/overlay.ts'
import { useDrivers } from '../map/use-drivers.ts'
import { boundsOf } from '../shared/bounds.ts'
import { lookOf } from './booking-states.ts'

const FIT = { padding: 44, maxZoom: 15 }
const OPTIONS = { dragRotate: false, pitchWithRotate: false, cooperativeGestures: true }

/** Where the goods go, and where their driver is now. */
export default function BookingMap({ booking }: { booking: BookingDetail }) {
  const { city } = useLive()
  const [map, setMap] = useState<MapLibreMap | null>(null)
  const { driver, position, id, vehicleClass } = booking
  const driverId = driver?.id
  useDrivers(map, {})

  // The socket's positions come with the booking; here they make its driver known to the city.
  useEffect(() => {
    if (!driverId || !position) return
    const place = { id: driverId, status: 'available', vehicleClass, bookingId: id, ...position } as const
    city.moveDrivers([place], [])
  }, [city, driverId, position, vehicleClass, id])
  useEffect(() => {
    if (driverId) return () => city.moveDrivers([], [driverId])
  }, [city, driverId])

  useEffect(() => {
    if (map) showHauls(map, [booking], { isWhole: true })
  }, [map, booking])
  useTrail(map, trailOf(booking))
  useFraming(map, booking)

  return <MapCanvas label="Map of the booking" options={OPTIONS} onMap={setMap} />
}

/** Keeps all places of the haul and its driver in view, until somebody moves the map by hand. */
function useFraming(map: MapLibreMap | null, { pickup, stops, dropoff, position, state }: BookingDetail) {
  const isTaken = useRef(false)
  const framed = useRef('')
  useEffect(() => {
    if (!map) return
    const take = ({ originalEvent }: { originalEvent?: unknown }) => {
      // Those that we moved ourselves came of no event.
      if (originalEvent) isTaken.current = true
    }
    map.on('movestart', take)
    return () => void map.off('movestart', take)
  }, [map])

  // The places never change, their objects do with each answer.
  const places = JSON.stringify([pickup, ...stops, dropoff].map(({ lat, lng }) => ({ lat, lng })))
  const { lat, lng } = (!lookOf(state).isFinal && position) || {}
  useEffect(() => {
    if (!map || isTaken.current) return
    const driver = lat === undefined || lng === undefined ? [] : [{ lat, lng }]
    const whole = boundsOf([...(JSON.parse(places) as { lat: number; lng: number }[]), ...driver])
    if (!whole) return
    const view = map.getBounds()
    const [west, south, east, north] = whole
    const isFramed = framed.current === places && view.contains([west, south]) && view.contains([east, north])
    if (isFramed) return
    map.fitBounds(whole, { ...FIT, animate: framed.current === places })
    framed.current = places
  }, [map, places, lat, lng])
}
