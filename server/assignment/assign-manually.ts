import { and, eq } from 'drizzle-orm'
import { isUniqueViolation } from '../../db/connect.ts'
import { dispatchDecisions, drivers, offers, vehicles } from '../../db/schema/index.ts'
import { type BookingRow, moveBooking } from '../booking/move-booking.ts'
import { readBooking } from '../booking/read-booking.ts'
import { conflict, invalid } from '../errors.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { distanceM } from '../tracking/geo.ts'
import { broadcastDriver, broadcastOffers } from './broadcast-changes.ts'
import { withdrawOffers } from './withdraw-offers.ts'

/**
 * An operator gives a searching booking to a driver, past the offers. @throws DomainError not_found, invalid on `driverId`
 * (unknown, not approved, without a fitting vehicle), driver_busy, illegal_move.
 */
export async function assignManually(
  context: Context,
  { bookingId, driverId }: { bookingId: string; driverId: string },
): Promise<BookingRow> {
  const before = await readBooking(context, bookingId)
  const [driver] = await context.db
    .select({ approval: drivers.approval, vehicle: vehicles })
    .from(drivers)
    .leftJoin(vehicles, eq(vehicles.id, drivers.vehicleId))
    .where(eq(drivers.userId, driverId))
  if (driver?.approval !== 'approved')
    throw invalid('driver_unknown', 'driverId', 'There is no approved driver with this id.')
  const { vehicle } = driver
  if (vehicle?.status !== 'active' || vehicle.vehicleClass !== before.vehicleClass) {
    throw invalid('vehicle_unfit', 'driverId', `The driver has no active ${before.vehicleClass}.`)
  }
  const position = context.driverIndex.get(driverId)?.position
  const pickupDistanceM = position
    ? distanceM(position.lat, position.lng, before.pickup.lat, before.pickup.lng)
    : 0
  const now = context.clock.now()
  try {
    const { moved, withdrawn } = await inTransaction(context, async (tx) => {
      const assigned = { driverId, vehicleId: vehicle.id, assignedAt: now }
      const moved = await moveBooking(tx, {
        bookingId,
        to: 'assigned',
        set: assigned,
        data: { manual: true },
      })
      const withdrawn = [
        ...(await withdrawOffers(tx, { bookingId })),
        ...(await withdrawOffers(tx, { driverId })),
      ]
      const offerId = tx.newId()
      const common = { bookingId, driverId, pickupDistanceM, pickupEtaS: 0 }
      await tx.db
        .insert(offers)
        .values({ id: offerId, ...common, state: 'accepted', createdAt: now, expiresAt: now, decidedAt: now })
      await tx.db.insert(dispatchDecisions).values({
        id: tx.newId(),
        bookingId,
        offerId,
        chosenDriverId: driverId,
        kind: 'manual',
        radiusM: 0,
        candidates: [{ driverId, distanceM: Math.round(pickupDistanceM), etaS: 0 }],
        decidedAt: now,
      })
      return { moved, withdrawn }
    })
    broadcastOffers(context, 'withdrawn', withdrawn)
    broadcastDriver(context, driverId)
    return moved
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict('driver_busy', 'The driver already has an active booking.')
    throw error
  }
}

/** Every decision of a booking's search, oldest first. */
export function readDecisions(context: Context, bookingId: string) {
  return context.db
    .select()
    .from(dispatchDecisions)
    .where(and(eq(dispatchDecisions.bookingId, bookingId)))
    .orderBy(dispatchDecisions.id)
}
