import type { BookingState, Replay } from '../api/types.ts'
import { lookOf } from '../bookings/booking-states.ts'
import { lastUntil } from './tracks.ts'

type Told = Replay['bookings'][number]
export type PastMove = Told['moves'][number] & { atS: number }
export type PastBooking = Omit<Told, 'moves'> & { moves: readonly PastMove[] }
export type PastDecision = Replay['decisions'][number] & { atS: number }
type SurgeSteps = { cell: string; times: readonly number[]; multipliers: readonly number[] }

/** What happened in an hour, in seconds of it. */
export type Recording = {
  bookings: readonly PastBooking[]
  decisions: readonly PastDecision[]
  surge: readonly SurgeSteps[]
  /** When anything of it changed. */
  changes: readonly number[]
}
type PastHaul = Pick<PastBooking, 'id' | 'pickup' | 'dropoff' | 'stops' | 'vehicleClass'> & {
  state: BookingState
  driverId: string | null
}
/** What held from one change to the next. */
export type PastCity = {
  hauls: readonly PastHaul[]
  /** Who was on a haul, and on which. */
  haulOf: ReadonlyMap<string, string>
  surge: readonly { cell: string; multiplier: number }[]
}

export function recordingOf(pages: readonly Replay[], hourMs: number): Recording {
  const secondOf = (iso: string) => (Date.parse(iso) - hourMs) / 1_000
  const bookings = pages.flatMap((page) =>
    page.bookings.map((booking) => ({
      ...booking,
      moves: booking.moves.map((move) => ({ ...move, atS: secondOf(move.at) })),
    })),
  )
  const decisions = pages
    .flatMap((page) => page.decisions.map((decision) => ({ ...decision, atS: secondOf(decision.at) })))
    .sort((a, b) => a.atS - b.atS)
  const surge = pages.flatMap((page) =>
    page.surge.map(({ cell, steps }) => ({
      cell,
      times: steps.map(({ at }) => secondOf(at)),
      multipliers: steps.map(({ multiplier }) => multiplier),
    })),
  )
  const times = [
    ...bookings.flatMap(({ moves }) => moves.map(({ atS }) => atS)),
    ...surge.flatMap(({ times }) => times),
  ]
  return { bookings, decisions, surge, changes: [...new Set(times)].sort((a, b) => a - b) }
}

/** More than are asked for in turn: what is drawn, and what is said in words, which is a little behind. */
const CITIES_MAX = 8

/** Asks for the city at a moment; as long as nothing changed it is the same object. */
export function createCity(recording: Recording): (atS: number) => PastCity {
  const cities = new Map<number, PastCity>()
  return (atS) => {
    const index = lastUntil(recording.changes, atS)
    const city = cities.get(index) ?? cityAt(recording, atS)
    if (cities.size >= CITIES_MAX) cities.clear()
    cities.set(index, city)
    return city
  }
}

function cityAt({ bookings, surge }: Recording, atS: number): PastCity {
  const hauls = bookings.flatMap((booking) => haulAt(booking, atS) ?? [])
  return {
    hauls,
    haulOf: new Map(hauls.flatMap(({ id, driverId }) => (driverId ? [[driverId, id] as const] : []))),
    surge: surge.flatMap(({ cell, times, multipliers }) => {
      const multiplier = multipliers[lastUntil(times, atS)] ?? 1
      return multiplier > 1 ? [{ cell, multiplier }] : []
    }),
  }
}

/** The last of a booking's moves until a moment; undefined before the first. */
export const moveAt = ({ moves }: PastBooking, atS: number) => moves.findLast((move) => move.atS <= atS)

function haulAt(booking: PastBooking, atS: number): PastHaul | null {
  const move = moveAt(booking, atS)
  if (!move || move.state === 'scheduled' || lookOf(move.state).isFinal) return null
  const { id, pickup, dropoff, stops, vehicleClass } = booking
  return { id, pickup, dropoff, stops, vehicleClass, state: move.state, driverId: move.driverId }
}

/** Decisions of the last `lastedS` seconds, each with how much of that is left, from 1 down to 0. */
export function decisionsAt({ decisions }: Recording, atS: number, lastedS: number) {
  return decisions.flatMap((decision) => {
    const left = 1 - (atS - decision.atS) / lastedS
    return left > 0 && left <= 1 ? [{ decision, left }] : []
  })
}
