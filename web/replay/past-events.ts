import { lookOf } from '../bookings/booking-states.ts'
import { multiplierText, sentence, words } from '../shared/format.ts'
import type { IconName } from '../shared/icons.tsx'
import type { PastBooking, PastDecision, PastMove, Recording } from './recording.ts'

/** The rows of the timeline, and what the list can be narrowed to. */
export const EVENT_KINDS = {
  booked: 'Bookings',
  assigned: 'Assignments',
  ended: 'Cancellations',
  surge: 'Surge',
} as const
export type EventKind = keyof typeof EVENT_KINDS
export type PastEvent = {
  key: string
  atS: number
  /** Null for what the timeline has no row for. */
  kind: EventKind | null
  icon: IconName
  tone: string
  title: string
  detail: string
  bookingId: string | null
  driverId: string | null
  /** Where "why this driver" leads. */
  isDecision: boolean
}

/** What lies between the ends of a haul that goes well: shown where it is the haul that is looked at. */
const BETWEEN = new Set(
  (['en_route_to_pickup', 'arrived_at_pickup', 'arrived_at_dropoff', 'completed'] as const).map(
    (state) => lookOf(state).label,
  ),
)
const OUTCOMES: Record<string, string> = {
  accepted: 'took it',
  fulfilled: 'took it',
  queued: 'took it as the next haul',
  released: 'took it, then dropped out',
  declined: 'declined',
  expired: 'did not answer',
  withdrawn: 'the offer was withdrawn',
}

/** Everything that happened in the hour, oldest first. */
export function eventsOf(recording: Recording): PastEvent[] {
  const names = new Map(recording.decisions.map(({ driverId, driverName }) => [driverId, driverName]))
  return [
    ...recording.bookings.flatMap((booking) =>
      booking.moves.filter(({ atS }) => atS >= 0).map((move) => ofMove(booking, move, names)),
    ),
    ...recording.decisions.map(ofDecision),
    ...surgeEvents(recording),
  ].sort((a, b) => a.atS - b.atS)
}

/** Whether an event tells something where those of all bookings are shown. */
export const isTelling = ({ title }: PastEvent) => !BETWEEN.has(title)

function ofMove(booking: PastBooking, move: PastMove, names: ReadonlyMap<string, string>): PastEvent {
  const { atS, event, state, by, reason, driverId } = move
  const { label, icon, tone } = lookOf(state)
  const base = {
    key: `${booking.id} ${move.at} ${event}`,
    atS,
    driverId,
    bookingId: booking.id,
    isDecision: false,
  }
  const route = `${booking.pickup.address} → ${booking.dropoff.address}`
  if (event === 'created') {
    const title = state === 'scheduled' ? 'Booked for later' : 'Booked'
    return { ...base, kind: 'booked', icon: 'plus', tone: 'waiting', title, detail: route }
  }
  if (event === 'assigned') {
    const name = driverId && names.get(driverId)
    return { ...base, kind: 'assigned', icon, tone, title: name ? `${name} assigned` : label, detail: route }
  }
  if (state === 'cancelled' || state === 'unfulfilled') {
    const why = reason ? `by the ${by}: ${words(reason)}` : route
    return { ...base, kind: 'ended', icon, tone, title: label, detail: why }
  }
  if (state === 'searching' && event === 'searching') {
    const isBack = booking.moves.some((before) => before.atS < atS && before.driverId !== null)
    const title = isBack ? 'Driver dropped out' : 'Search begins'
    return {
      ...base,
      kind: null,
      icon: isBack ? 'alert' : icon,
      tone: isBack ? 'bad' : tone,
      title,
      detail: route,
    }
  }
  const title = event === state ? label : sentence(event)
  return { ...base, kind: null, icon, tone, title, detail: route }
}

const HOWS = { manual: 'by an operator', committed: 'had promised to come' } as const

function ofDecision({
  id,
  atS,
  bookingId,
  driverId,
  kind,
  driverName,
  candidates,
  outcome,
}: PastDecision): PastEvent {
  const how = kind === 'matched' ? `one of ${candidates} looked at` : HOWS[kind]
  const then = kind === 'matched' && outcome ? OUTCOMES[outcome] : undefined
  return {
    ...{ key: id, atS, kind: null, bookingId, driverId, isDecision: true },
    ...{ icon: 'bolt', tone: 'busy', title: `${driverName} ${kind === 'matched' ? 'asked' : 'chosen'}` },
    detail: then ? `${how}; ${then}` : how,
  }
}

/** One for each publication that changed anything. */
function surgeEvents({ surge }: Recording): PastEvent[] {
  const changes = new Map<number, number[]>()
  for (const { times, multipliers } of surge)
    for (const [i, atS] of times.entries())
      if (atS >= 0) changes.set(atS, [...(changes.get(atS) ?? []), multipliers[i] ?? 1])
  return Array.from(changes, ([atS, multipliers]) => {
    const cells = multipliers.length === 1 ? 'One cell' : `${multipliers.length} cells`
    const highest = Math.max(...multipliers)
    const detail =
      highest > 1 ? `${cells} changed, up to ${multiplierText(highest)}` : `${cells} back to normal`
    return {
      ...{ key: `surge ${atS}`, atS, kind: 'surge', bookingId: null, driverId: null, isDecision: false },
      ...{ icon: 'chart', tone: 'surge', title: 'Surge', detail },
    }
  })
}
