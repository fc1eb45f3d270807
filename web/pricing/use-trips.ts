import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import type { VehicleClass } from '../api/types.ts'
import type { Place, Trip } from './use-preview.ts'

const SAMPLES = 4
export type End = 'pickup' | 'dropoff'
type NamedTrip = { name: string; trip: Trip }
export const END_LABELS: Record<End, string> = { pickup: 'Pickup', dropoff: 'Drop-off' }

/** The trips that a draft is tried on: the latest of the class in its market, and one of whoever drafts. */
export function useTrips(market: string, vehicleClass: VehicleClass) {
  const latest = useQuery({
    queryKey: ['pricing', 'samples', market, vehicleClass],
    queryFn: () => call('get', '/v1/bookings', { query: { market, vehicleClass, limit: SAMPLES } }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [own, setOwn] = useState<Partial<Record<End, Place>>>({})
  const [next, setNext] = useState<End>('pickup')
  const [chosen, choose] = useState(0)
  const [surge, setSurge] = useState(1)
  const samples = (latest.data?.items ?? []).map(({ pickup, dropoff }) => ({
    name: `${pickup.address} → ${dropoff.address}`,
    trip: { pickup: placeOf(pickup), dropoff: placeOf(dropoff) },
  }))
  const { pickup, dropoff } = own
  const mine: NamedTrip[] = pickup && dropoff ? [{ name: 'Your trip', trip: { pickup, dropoff } }] : []
  const named = [...mine, ...samples].map(({ name, trip }) => ({
    name,
    trip: surge > 1 ? { ...trip, surge } : trip,
  }))
  return {
    names: named.map(({ name }) => name),
    trips: named.map(({ trip }): Trip => trip),
    chosen: Math.min(chosen, Math.max(0, named.length - 1)),
    choose,
    own,
    /** The end of one's own trip that a click on the map sets. */
    next,
    setNext,
    place(end: End, place: Place) {
      setOwn({ ...own, [end]: place })
      setNext(end === 'pickup' ? 'dropoff' : 'pickup')
      choose(0)
    },
    surge,
    setSurge,
  }
}
export type Trips = ReturnType<typeof useTrips>

const placeOf = ({ lat, lng }: Place): Place => ({ lat, lng })
