import { useQuery } from '@tanstack/react-query'
import type { MapLibreMap } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import { call } from '../api/client.ts'
import { boundsOf } from '../shared/bounds.ts'
import { showChosen } from './overlay.ts'

const PLACE_ZOOM = 13.5
const FIT = { padding: 72, maxZoom: 14.5 }

type Place = { lat: number; lng: number }
export const showPlace = (map: MapLibreMap, place: Place) =>
  map.easeTo({ center: place, zoom: Math.max(map.getZoom(), PLACE_ZOOM) })

/** Goes to the driver who was chosen, once, when the map looks elsewhere: a link from another page leads here, too. */
export function useDriverInView(map: MapLibreMap | null, id: string | null) {
  const { data } = useQuery({
    queryKey: ['driver', id],
    queryFn: () => call('get', '/v1/drivers/:id', { params: { id: id ?? '' } }),
    enabled: id !== null,
  })
  const shown = useRef<string | null>(null)
  const place = data?.place
  useEffect(() => {
    if (!map || !place || shown.current === id) return
    shown.current = id
    if (!map.getBounds().contains(place)) showPlace(map, place)
  }, [map, id, place])
}

/** Draws the booking that was chosen above the others, and goes to it, once, when a part of it is out of sight. */
export function useBookingInView(map: MapLibreMap | null, id: string | null) {
  const { data } = useQuery({
    queryKey: ['booking', id],
    queryFn: () => call('get', '/v1/bookings/:id', { params: { id: id ?? '' } }),
    enabled: id !== null,
  })
  const shown = useRef<string | null>(null)
  useEffect(() => {
    if (map) showChosen(map, id === null ? null : (data ?? null))
  }, [map, id, data])
  useEffect(() => {
    if (!map || !data || shown.current === id) return
    shown.current = id
    const places = [data.pickup, ...data.stops, data.dropoff]
    const whole = boundsOf(places)
    if (whole && places.some((place) => !map.getBounds().contains(place))) map.fitBounds(whole, FIT)
  }, [map, id, data])
}
