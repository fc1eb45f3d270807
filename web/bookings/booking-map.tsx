import type { MapLibreMap } from 'maplibre-gl'
import { useEffect, useState } from 'react'
import type { BookingDetail } from '../api/types.ts'
import type { Bbox } from '../live/frames.ts'
import { useLive } from '../live/live.tsx'
import { MapCanvas } from '../map/map-canvas.tsx'
import { showHauls } from '../map/overlay.ts'
import { useDrivers } from '../map/use-drivers.ts'
import { boundsOf } from '../shared/bounds.ts'

const FIT = { padding: 44, maxZoom: 15, animate: false }
const OPTIONS = { dragRotate: false, pitchWithRotate: false, cooperativeGestures: true }

/** Where the goods go, and where their driver is now. */
export default function BookingMap({ booking }: { booking: BookingDetail }) {
  const { city } = useLive()
  const [map, setMap] = useState<MapLibreMap | null>(null)
  const { driver, position, pickup, dropoff, id, vehicleClass } = booking
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
  // The places of a booking never change, their objects do with each answer.
  const bounds = JSON.stringify(boundsOf([pickup, dropoff]))
  useEffect(() => {
    if (map) map.fitBounds(JSON.parse(bounds) as Bbox, FIT)
  }, [map, bounds])

  return <MapCanvas label="Map of the booking" options={OPTIONS} onMap={setMap} />
}
