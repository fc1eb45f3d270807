import type { MapLibreMap } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import { startView } from '../map/view.ts'
import { boundsOf } from '../shared/bounds.ts'
import type { Scene } from './use-replay-map.ts'

const FIT = { padding: 70, maxZoom: 14.5 }

/** Shows all of the booking that is looked at; on a first visit, all of the city. */
export function useFraming(map: MapLibreMap | null, scene: Scene | null) {
  const framed = useRef<string | null>(null)
  const bookingId = scene?.looked.bookingId
  useEffect(() => {
    if (!map || !scene) return
    const booking = scene.recording.bookings.find(({ id }) => id === bookingId)
    const key = booking ? booking.id : 'city'
    if (framed.current === key || (framed.current !== null && !booking)) return
    const places = booking
      ? [booking.pickup, ...booking.stops, booking.dropoff]
      : scene.recording.bookings.map(({ pickup }) => pickup)
    const whole = boundsOf(places)
    if (!whole) return
    framed.current = key
    if (booking || !startView()) map.fitBounds(whole, { ...FIT, animate: false })
  }, [map, scene, bookingId])
}
