import { isUniqueViolation } from '../../../db/connect.ts'
import { type commitments, offers } from '../../../db/schema/index.ts'
import { type BookingRow, moveBooking } from '../../booking/move-booking.ts'
import { noteEvent } from '../../booking/note-event.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { isFresh, SILENT_AFTER_MS } from '../../tracking/driver.ts'
import { solarHour } from '../../tracking/geo.ts'
import { broadcastDriver, broadcastOffers } from '../broadcast-changes.ts'
import { vehicleGate } from '../check-vehicle.ts'
import { BROKEN_PROMISE, countReliability } from '../count-reliability.ts'
import { approach } from '../find-candidates.ts'
import { driverBusy, holdAvailability, holdBooking, holdDriver, readHeldDriver } from '../hold-parties.ts'
import { keepDecision } from '../keep-decision.ts'
import { withdrawOffers } from '../withdraw-offers.ts'
import { endCommitment } from './end-commitment.ts'
import { readHeld } from './read-commitments.ts'

type Held = typeof commitments.$inferSelect
/** Of what keeps a driver from a promise; their vehicle, their approval and another haul are not. */
const THEIR_DOING: ReadonlySet<string> = new Set(['off_duty', 'silent'])
type Presence = { lost?: string; away?: string; vehicleId: string | null }

/**
 * Gives a scheduled booking that is due to the driver who has promised to drive it: they are on duty, heard, free, and their
 * vehicle fits. Who may not drive it has lost it at once; who is only away is waited for, and then it is searched for others,
 * which the history tells; who was off duty or silent has dropped out of a haul. Does nothing for a booking that is not due, and may be called again until one or the other is done.
 */
export async function redeemCommitment(context: Context, bookingId: string): Promise<void> {
  try {
    const tied = await inTransaction(context, (tx) => redeem(tx, bookingId))
    if (!tied) return
    broadcastOffers(context, 'withdrawn', tied.withdrawn)
    broadcastDriver(context, tied.driverId)
  } catch (error) {
    // A dispatcher has just taken them for free: the next sweep takes that offer back.
    const isBusy =
      isUniqueViolation(error, 'bookings_active_driver_key') ||
      isUniqueViolation(error, 'offers_live_driver_key')
    if (isBusy) throw driverBusy()
    throw error
  }
}

async function redeem(tx: Context, bookingId: string) {
  const before = await holdBooking(tx, bookingId, 'update')
  const held = await readHeld(tx, bookingId)
  const now = tx.clock.now()
  if (before.state !== 'scheduled' || !held || !before.searchAt || before.searchAt > now) return null
  const { driverId } = held
  const { lost, away, vehicleId } = await readPresence(tx, driverId, before)
  const isOver = now.getTime() >= before.searchAt.getTime() + tx.config.commitmentGraceMs
  if (lost || (away && isOver)) {
    await lapse(tx, before, held, lost ?? (away as string))
    return null
  }
  if (away) return null
  return { driverId, withdrawn: await tie(tx, before, held, vehicleId) }
}

/** Why the driver, held from here on, cannot drive the booking at all, or only not now. */
async function readPresence(tx: Context, driverId: string, booking: BookingRow): Promise<Presence> {
  const driver = await holdDriver(tx, driverId, 'no key update')
  const vehicleId = driver?.vehicleId ?? null
  if (driver?.approval !== 'approved') return { lost: 'not_approved', vehicleId }
  const { vehicle, isBusy, unfit } = await readHeldDriver(tx, driverId)
  const lost = vehicleGate(vehicle, booking) ?? unfit
  if (lost) return { lost, vehicleId }
  if (isBusy) return { away: 'on_haul', vehicleId }
  if ((await holdAvailability(tx, driverId, 'share')) !== 'available') return { away: 'off_duty', vehicleId }
  const position = tx.driverIndex.get(driverId)?.position
  const freshAfterMs = tx.clock.now().getTime() - SILENT_AFTER_MS
  return position && isFresh(position, freshAfterMs) ? { vehicleId } : { away: 'silent', vehicleId }
}

async function lapse(tx: Context, before: BookingRow, held: Held, reason: string): Promise<void> {
  const { id: bookingId } = before
  await endCommitment(tx, { bookingId, outcome: 'lapsed', reason })
  const data = { reason, commitmentId: held.id }
  const { version } = await noteEvent(tx, before, { event: 'commitment_lapsed', data })
  const set = { searchStartedAt: tx.clock.now() }
  await moveBooking(tx, { bookingId, expectedVersion: version, to: 'searching', set })
  if (THEIR_DOING.has(reason)) await countReliability(tx, [held.driverId], BROKEN_PROMISE)
}

/** The search begins and ends here: whoever counts either finds both in the history. */
async function tie(tx: Context, before: BookingRow, held: Held, vehicleId: string | null) {
  const { id: bookingId, pickup } = before
  const { driverId, id: commitmentId } = held
  const now = tx.clock.now()
  await endCommitment(tx, { bookingId, outcome: 'redeemed' })
  const withdrawn = await withdrawOffers(tx, { driverId })
  await moveBooking(tx, { bookingId, to: 'searching', set: { searchStartedAt: now } })
  const set = { driverId, vehicleId, assignedAt: now }
  await moveBooking(tx, { bookingId, to: 'assigned', set, data: { commitmentId } })
  const from = tx.driverIndex.get(driverId)?.position ?? pickup
  const way = approach(tx, from, before, solarHour(pickup.lng, now))
  const offerId = tx.newId()
  await tx.db.insert(offers).values({
    ...{ id: offerId, bookingId, driverId, state: 'accepted' },
    ...{ pickupDistanceM: way.distanceM, pickupEtaS: way.etaS },
    ...{ createdAt: now, expiresAt: now, decidedAt: now },
  })
  await keepDecision(tx, {
    ...{ bookingId, offerId, chosenDriverId: driverId, kind: 'committed', radiusM: 0 },
    candidates: [{ driverId, ...way }],
  })
  await countReliability(tx, [driverId], ['assigned'])
  return withdrawn
}
