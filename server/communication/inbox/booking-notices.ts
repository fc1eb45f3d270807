import { and, eq } from 'drizzle-orm'
import type { BookingState } from '../../../db/schema/booking.ts'
import { bookingEvents, bookings } from '../../../db/schema/index.ts'
import { readPromiser } from '../../assignment/commitments/read-commitments.ts'
import { isActive } from '../../booking/states.ts'
import type { Context } from '../../platform/context.ts'
import type { EventData } from '../../platform/event-log/events.ts'
import { readTimeZone } from '../../pricing/read-time-zone.ts'
import type { Draft } from './notify.ts'
import { readFirstName } from './read-first-name.ts'

type Move = EventData<'booking.moved'>

/** What a move of a booking means to its customer and its driver; what they did themselves they know. */
export async function noticesOfMove(context: Context, move: Move): Promise<Draft[]> {
  if (move.event === 'rescheduled')
    return [
      ...(await noticesOfRescheduling(context, move)),
      ...(await noticesOfPromise(context, move, move.event)),
    ]
  if (endsPromise(move.event)) return noticesOfPromise(context, move, move.event)
  // Other notes in the history change no state; most other moves concern nobody, and nothing is read for them.
  if (move.from === move.to || !CONCERNS.has(move.to as BookingState)) return []
  const booking = await readHaul(context, move.bookingId)
  const to = { userIds: [move.customerId] }
  switch (move.to) {
    case 'assigned':
      return noticesOfAssignment(context, move, booking)
    case 'arrived_at_pickup':
      return [{ kind: 'booking.arrived', facts: { ...booking, at: 'pickup' }, to }]
    case 'arrived_at_dropoff':
      return [{ kind: 'booking.arrived', facts: { ...booking, at: 'dropoff' }, to }]
    case 'delivered':
      return [{ kind: 'booking.delivered', facts: booking, to }]
    case 'unfulfilled':
      return [{ kind: 'booking.unfulfilled', facts: booking, to }]
    case 'cancelled':
      return noticesOfCancellation(context, move, booking)
    case 'searching':
      return move.from && isActive(move.from as BookingState)
        ? [{ kind: 'booking.driver_left', facts: booking, to }]
        : []
    default:
      return []
  }
}

/** Notes of the history that can end a promise. */
const PROMISE_ENDS = ['rescheduled', 'commitment_released', 'commitment_lapsed'] as const
type PromiseEnd = (typeof PROMISE_ENDS)[number]
const endsPromise = (event: string): event is PromiseEnd => PROMISE_ENDS.some((end) => end === event)

const CONCERNS: ReadonlySet<BookingState> = new Set([
  'assigned',
  'arrived_at_pickup',
  'arrived_at_dropoff',
  'delivered',
  'unfulfilled',
  'cancelled',
  'searching',
])

/** A pickup comes closer, for the customer and for who has promised to come. */
export async function noticesOfReminder(
  context: Context,
  event: EventData<'booking.reminder'>,
): Promise<Draft[]> {
  const { bookingId, customerId, driverId, minutesBefore } = event
  const facts = { ...(await readHaul(context, bookingId)), minutesBefore, hasDriver: driverId !== null }
  return [{ kind: 'booking.reminder', facts, to: { userIds: [customerId, ...(driverId ? [driverId] : [])] } }]
}

const WHEN: Intl.DateTimeFormatOptions = {
  ...{ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  ...{ hour: '2-digit', minute: '2-digit', timeZoneName: 'short' },
}

type Haul = Awaited<ReturnType<typeof readHaul>>

async function noticesOfAssignment(context: Context, move: Move, booking: Haul): Promise<Draft[]> {
  if (!move.driverId) return []
  const driver = await readFirstName(context, move.driverId)
  const { data } = await readHistory(context, move)
  const told: Draft = {
    kind: 'booking.driver_assigned',
    facts: { ...booking, driver },
    to: { userIds: [move.customerId] },
  }
  const kind =
    data.manual === true ? 'booking.given_by_hand' : data.commitmentId ? 'booking.promise_due' : null
  return kind ? [told, { kind, facts: booking, to: { userIds: [move.driverId] } }] : [told]
}

/** Who had promised to drive a booking is told when it is not theirs any more, unless they gave it back themselves. */
async function noticesOfPromise(context: Context, move: Move, why: PromiseEnd): Promise<Draft[]> {
  const { data, actorId } = await readHistory(context, move)
  const driverId = await readPromiser(context, data.commitmentId)
  if (!driverId || driverId === actorId) return []
  const facts = { ...(await readHaul(context, move.bookingId)), why }
  return [{ kind: 'booking.promise_ended', facts, to: { userIds: [driverId] } }]
}

/** The customer is told when, by the clocks of the place, unless they moved it themselves. */
async function noticesOfRescheduling(context: Context, move: Move): Promise<Draft[]> {
  const { data, actorId } = await readHistory(context, move)
  if (actorId === move.customerId) return []
  const timeZone = await readTimeZone(context, move.market)
  const when = new Intl.DateTimeFormat('en-GB', { ...WHEN, timeZone }).format(new Date(data.to as string))
  const facts = { ...(await readHaul(context, move.bookingId)), when }
  return [{ kind: 'booking.rescheduled', facts, to: { userIds: [move.customerId] } }]
}

async function noticesOfCancellation(context: Context, move: Move, booking: Haul): Promise<Draft[]> {
  const { data, actorId } = await readHistory(context, move)
  const reason = typeof data.reason === 'string' ? data.reason : ''
  const driverId = move.driverId ?? (await readPromiser(context, data.commitmentId))
  const concerned = [move.customerId, ...(driverId ? [driverId] : [])]
  const userIds = concerned.filter((id) => id !== actorId)
  return [{ kind: 'booking.cancelled', facts: { ...booking, reason }, to: { userIds } }]
}

async function readHaul({ db }: Context, bookingId: string) {
  const [row] = await db.select().from(bookings).where(eq(bookings.id, bookingId))
  if (!row) throw new Error(`booking ${bookingId} is gone`)
  return { bookingId, pickup: row.pickup.address, dropoff: row.dropoff.address }
}

/** Who made a move, and with what. */
async function readHistory({ db }: Context, { bookingId, seq }: Move) {
  const [row] = await db
    .select({ actorId: bookingEvents.actorId, data: bookingEvents.data })
    .from(bookingEvents)
    .where(and(eq(bookingEvents.bookingId, bookingId), eq(bookingEvents.seq, seq)))
  if (!row) throw new Error(`move ${seq} of booking ${bookingId} is not in its history`)
  return { actorId: row.actorId, data: row.data as Record<string, unknown> }
}
