import { and, asc, eq, inArray } from 'drizzle-orm'
import { isExclusionViolation } from '../../../db/connect.ts'
import { bookings, commitments, offers } from '../../../db/schema/index.ts'
import { assertDocuments, whyUnfit } from '../../admin/why-unfit.ts'
import type { BookingRow } from '../../booking/move-booking.ts'
import { noteEvent } from '../../booking/note-event.ts'
import { ACTIVE_STATES } from '../../booking/states.ts'
import { conflict, notFound } from '../../errors.ts'
import { actorId, type Context, inTransaction } from '../../platform/context.ts'
import { vehicleGate } from '../check-vehicle.ts'
import { driverBusy, holdBooking, holdDriver, readHeldDriver } from '../hold-parties.ts'
import { NEXT_STATES } from '../offer-states.ts'
import { doneAtMs, HANDLING_S, wayMs } from './keeps-promise.ts'
import { readHeld } from './read-commitments.ts'

/** After the drive of a promised haul its driver is taken for so long: handling, and a buffer before the next. */
export const BUSY_AFTER_S = HANDLING_S + 900

/**
 * The driver promises to drive a scheduled booking: when it is due it becomes theirs without being asked again. Races are
 * settled by the locks of the booking and the driver; the database refuses a second promise for the booking, and one of the
 * driver whose time overlaps.
 * @throws DomainError not_found, booking_not_open, driver_not_approved, vehicle_missing, documents_invalid, driver_busy,
 * commitment_overlaps.
 */
export async function commitToBooking(context: Context, bookingId: string): Promise<BookingRow> {
  const driverId = actorId(context)
  try {
    return await inTransaction(context, (tx) => commit(tx, bookingId, driverId))
  } catch (error) {
    if (isExclusionViolation(error, 'commitments_overlap')) throw overlaps()
    throw error
  }
}

async function commit(tx: Context, bookingId: string, driverId: string): Promise<BookingRow> {
  const before = await holdBooking(tx, bookingId, 'update')
  const { state, scheduledFor, searchAt } = before
  const now = tx.clock.now()
  // What is not open to all drivers is for its own to see.
  if (state !== 'scheduled' || !scheduledFor || !searchAt) throw notFound('booking')
  if (searchAt <= now) throw conflict('booking_not_open', 'It is due: its driver is looked for now.')
  const held = await readHeld(tx, bookingId)
  if (held?.driverId === driverId) return before
  if (held) throw conflict('booking_not_open', 'Another driver has promised to come.')
  const driver = await holdDriver(tx, driverId, 'no key update')
  if (driver?.approval !== 'approved') throw conflict('driver_not_approved', 'The driver is not approved.')
  const endsAtMs = scheduledFor.getTime() + (before.durationS + BUSY_AFTER_S) * 1_000
  const span = { startsAt: searchAt, endsAt: new Date(endsAtMs) }
  const { vehicle } = await readHeldDriver(tx, driverId)
  const gate = vehicleGate(vehicle, before) ?? (await whyUnfit(tx, driverId, span))
  assertDocuments(gate)
  if (gate) throw conflict('vehicle_missing', 'The driver has no vehicle that fits.', { gate })
  if ((await readFreeAtMs(tx, driverId)) > searchAt.getTime()) throw driverBusy()
  await assertReachable(tx, driverId, before, endsAtMs)
  const id = tx.newId()
  await tx.db.insert(commitments).values({ ...span, id, bookingId, driverId, state: 'held', createdAt: now })
  return noteEvent(tx, before, { event: 'driver_committed', data: { commitmentId: id } })
}

/** When the held driver is expected to be done with the haul at hand and the one that they come to next. */
async function readFreeAtMs(tx: Context, driverId: string): Promise<number> {
  const isAtHand = and(eq(bookings.driverId, driverId), inArray(bookings.state, [...ACTIVE_STATES]))
  const hauls = await tx.db.select().from(bookings).where(isAtHand)
  const isNext = and(eq(offers.driverId, driverId), inArray(offers.state, [...NEXT_STATES]))
  const next = await tx.db
    .select({ booking: bookings })
    .from(offers)
    .innerJoin(bookings, eq(bookings.id, offers.bookingId))
    .where(isNext)
  const nowMs = tx.clock.now().getTime()
  let freeAtMs = nowMs
  let from = tx.driverIndex.get(driverId)?.position ?? undefined
  for (const haul of [...hauls, ...next.map(({ booking }) => booking)]) {
    freeAtMs = doneAtMs(tx, haul, { from, freeInS: (freeAtMs - nowMs) / 1_000 })
    from = undefined
  }
  return freeAtMs
}

/** Whether there is time for the way from the promised haul before, and to the one after. @throws DomainError commitment_overlaps. */
async function assertReachable(
  tx: Context,
  driverId: string,
  booking: BookingRow,
  endsAtMs: number,
): Promise<void> {
  const held = await tx.db
    .select({ commitment: commitments, booking: bookings })
    .from(commitments)
    .innerJoin(bookings, eq(bookings.id, commitments.bookingId))
    .where(and(eq(commitments.driverId, driverId), eq(commitments.state, 'held')))
    .orderBy(asc(commitments.startsAt))
  const pickupMs = (row: BookingRow) => (row.scheduledFor ?? row.createdAt).getTime()
  for (const other of held) {
    const isBefore = pickupMs(other.booking) < pickupMs(booking)
    const [first, then] = isBefore ? [other.booking, booking] : [booking, other.booking]
    const freeMs = isBefore ? other.commitment.endsAt.getTime() : endsAtMs
    const way = { to: then.pickup, atMs: freeMs }
    if (freeMs + wayMs(tx, first, way) > pickupMs(then)) throw overlaps()
  }
}

const overlaps = () =>
  conflict('commitment_overlaps', 'The driver could not drive both this and another haul that they promised.')
