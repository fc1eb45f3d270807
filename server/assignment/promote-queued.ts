import { and, asc, eq, inArray, notExists } from 'drizzle-orm'
import { bookings, offers } from '../../db/schema/index.ts'
import { forEachBooking } from '../booking/for-each-booking.ts'
import { type BookingRow, moveBooking } from '../booking/move-booking.ts'
import { ACTIVE_STATES } from '../booking/states.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { broadcastDriver, broadcastOffers } from './broadcast-changes.ts'
import { vehicleGate } from './check-vehicle.ts'
import { findPromiseAtRisk } from './commitments/keeps-promise.ts'
import { countReliability } from './count-reliability.ts'
import { holdBooking, holdDriver, readHeldDriver } from './hold-parties.ts'
import { withdrawOffers } from './withdraw-offers.ts'

/** Promises that one sweep redeems; the next does the rest. */
const PROMOTIONS_MAX = 500

type Queued = Pick<typeof offers.$inferSelect, 'id' | 'bookingId' | 'driverId'>

/**
 * Gives the bookings that wait for a driver who is free now to them: of one driver right after the haul at hand, of all
 * in each tick, so that none is left by who was cut off in between. However many try, one does. Who has no vehicle for it
 * any more, or no time before what they have promised, has released it. Never throws for one booking; returns those that
 * are assigned now.
 */
export async function promoteQueued(context: Context, driverId?: string): Promise<BookingRow[]> {
  const haul = context.db
    .select({ id: bookings.id })
    .from(bookings)
    .where(and(eq(bookings.driverId, offers.driverId), inArray(bookings.state, [...ACTIVE_STATES])))
  const due = await context.db
    .select({ id: offers.id, bookingId: offers.bookingId, driverId: offers.driverId })
    .from(offers)
    .where(
      and(eq(offers.state, 'queued'), driverId ? eq(offers.driverId, driverId) : undefined, notExists(haul)),
    )
    .orderBy(asc(offers.id))
    .limit(PROMOTIONS_MAX)
  const promoted: BookingRow[] = []
  await forEachBooking(context, due, {
    idOf: ({ bookingId }) => bookingId,
    async work(offer) {
      const booking = await promote({ ...context, actor: { role: 'system' } }, offer)
      if (booking) promoted.push(booking)
    },
  })
  return promoted
}

async function promote(context: Context, offer: Queued): Promise<BookingRow | null> {
  const { booking, withdrawn } = await inTransaction(context, (tx) => redeem(tx, offer))
  broadcastOffers(context, 'withdrawn', withdrawn)
  if (booking || withdrawn.length > 0) broadcastDriver(context, offer.driverId)
  return booking
}

async function redeem(tx: Context, { id: offerId, bookingId, driverId }: Queued) {
  const before = await holdBooking(tx, bookingId, 'update')
  const driver = await holdDriver(tx, driverId, 'no key update')
  const { vehicle, isBusy, unfit } = await readHeldDriver(tx, driverId)
  // Whoever changes a queued offer holds its booking or its driver, as we do now.
  const stillQueued = and(eq(offers.id, offerId), eq(offers.state, 'queued'))
  const [queued] = await tx.db.select({ id: offers.id }).from(offers).where(stillQueued)
  if (isBusy || !queued) return { booking: null, withdrawn: [] }
  const atRisk = await findPromiseAtRisk(tx, before, { driverId })
  if (driver?.approval !== 'approved' || (vehicleGate(vehicle, before) ?? unfit) || atRisk)
    return { booking: null, withdrawn: await withdrawOffers(tx, { driverId, states: ['queued'] }) }
  // A dispatcher may have taken them for free just before.
  const withdrawn = await withdrawOffers(tx, { driverId, states: ['open'] })
  await tx.db.update(offers).set({ state: 'accepted' }).where(eq(offers.id, offerId))
  const set = { driverId, vehicleId: driver.vehicleId, assignedAt: tx.clock.now() }
  const booking = await moveBooking(tx, { bookingId, to: 'assigned', set, data: { offerId } })
  await countReliability(tx, [driverId], ['assigned'])
  return { booking, withdrawn }
}
