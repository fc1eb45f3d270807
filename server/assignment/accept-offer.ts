import { and, eq, gt } from 'drizzle-orm'
import { isUniqueViolation } from '../../db/connect.ts'
import { type OfferState, offers } from '../../db/schema/index.ts'
import { assertDocuments } from '../admin/why-unfit.ts'
import { moveBooking } from '../booking/move-booking.ts'
import { noteEvent } from '../booking/note-event.ts'
import { conflict, notFound } from '../errors.ts'
import { actorId, type Context, inTransaction } from '../platform/context.ts'
import { broadcastDriver, broadcastOffers } from './broadcast-changes.ts'
import { vehicleGate } from './check-vehicle.ts'
import { assertKeepsPromises } from './commitments/keeps-promise.ts'
import { countReliability } from './count-reliability.ts'
import { driverBusy, holdBooking, holdDriver, readHeldDriver } from './hold-parties.ts'
import { isAsked, NEXT_STATES } from './offer-states.ts'
import { promoteQueued } from './promote-queued.ts'
import type { Acceptance } from './views.ts'
import { withdrawOffers } from './withdraw-offers.ts'

/**
 * The driver takes the booking, or, asked ahead and still on a haul, will come after it: then the offer is `queued` and
 * the booking goes on searching, with nobody else asked. Races are settled by the locks of the booking and the driver and
 * by the conditional update of the offer: whoever commits first has it. The unique indexes hold even without them.
 * @throws DomainError not_found, offer_not_open (with the offer's state), driver_not_approved, vehicle_missing (with why),
 * documents_invalid, driver_busy, driver_committed, illegal_move.
 */
export async function acceptOffer(context: Context, { offerId }: { offerId: string }): Promise<Acceptance> {
  const driverId = actorId(context)
  try {
    const { withdrawn, ...taken } = await inTransaction(context, (tx) => takeBooking(tx, offerId, driverId))
    context.metrics.offersMade.inc({ outcome: 'accepted' })
    broadcastOffers(context, 'withdrawn', withdrawn)
    broadcastDriver(context, driverId)
    if (taken.offerState === 'accepted') return taken
    broadcastOffers(context, 'queued', [{ id: offerId, driverId, bookingId: taken.booking.id }])
    // The haul at hand may have ended while we answered, and whoever ended it could not see the promise yet.
    const [promoted] = await promoteQueued(context, driverId)
    return promoted ? { booking: promoted, offerState: 'accepted' } : taken
  } catch (error) {
    const isBusy =
      isUniqueViolation(error, 'bookings_active_driver_key') ||
      isUniqueViolation(error, 'offers_live_driver_key')
    if (isBusy) throw driverBusy()
    throw error
  }
}

async function takeBooking(tx: Context, offerId: string, driverId: string) {
  const mine = and(eq(offers.id, offerId), eq(offers.driverId, driverId))
  const [seen] = await tx.db.select().from(offers).where(mine)
  if (!seen) throw notFound('offer')
  const { bookingId } = seen
  // No offer opens again: who is late is told without waiting for the booking.
  if (!isAsked(seen.state)) throw notOpen(seen.state)
  const booking = await holdBooking(tx, bookingId, 'update')
  const now = tx.clock.now()
  const move = { bookingId, to: 'assigned', data: { offerId } } as const
  if (booking.state !== 'searching') {
    await assertAsked(tx, offerId)
    return { booking: await moveBooking(tx, move), offerState: 'accepted', withdrawn: [] } as const
  }
  const driver = await holdDriver(tx, driverId, 'no key update')
  const { vehicle, isBusy, unfit } = await readHeldDriver(tx, driverId)
  if (isBusy && seen.state === 'open') {
    await assertAsked(tx, offerId)
    throw driverBusy()
  }
  // What begins now ends what was asked ahead of it, and a yes to what was asked ahead what was asked for now.
  const others = seen.state === 'open' ? NEXT_STATES : (['open'] as const)
  const withdrawn = await withdrawOffers(tx, { driverId, states: others })
  const [claimed] = await tx.db
    .update(offers)
    .set({ state: isBusy ? 'queued' : 'accepted', decidedAt: now })
    .where(and(mine, eq(offers.state, seen.state), gt(offers.expiresAt, now)))
    .returning({ id: offers.id })
  if (!claimed) {
    await assertAsked(tx, offerId)
    throw notOpen('expired')
  }
  if (driver?.approval !== 'approved') throw conflict('driver_not_approved', 'The driver is not approved.')
  const gate = vehicleGate(vehicle, booking) ?? unfit
  assertDocuments(gate)
  if (gate) throw conflict('vehicle_missing', 'The driver has no vehicle any more that fits.', { gate })
  await assertKeepsPromises(tx, booking, { driverId, freeInS: isBusy ? (seen.freeInS ?? 0) : 0 })
  await countReliability(tx, [driverId], isBusy ? ['accepted'] : ['accepted', 'assigned'])
  if (isBusy) {
    const queued = await noteEvent(tx, booking, { event: 'driver_queued', data: { offerId } })
    return { booking: queued, offerState: 'queued', withdrawn } as const
  }
  const set = { driverId, vehicleId: driver.vehicleId, assignedAt: now }
  return { booking: await moveBooking(tx, { ...move, set }), offerState: 'accepted', withdrawn } as const
}

/** @throws DomainError offer_not_open, unless its driver is still asked, be it overdue. */
async function assertAsked(tx: Context, offerId: string): Promise<void> {
  const [offer] = await tx.db.select({ state: offers.state }).from(offers).where(eq(offers.id, offerId))
  if (offer && !isAsked(offer.state)) throw notOpen(offer.state)
}

const notOpen = (currentState: OfferState) =>
  conflict('offer_not_open', `The offer is ${currentState}.`, { currentState })
