import { asc, eq, sql } from 'drizzle-orm'
import { bookingStops, drivers, users, vehicles } from '../../db/schema/index.ts'
import { statementOf } from '../../db/statement-of.ts'
import type { Context } from '../platform/context.ts'
import { estimateArrivals } from './estimate-arrivals.ts'
import type { BookingRow } from './move-booking.ts'
import { isActive } from './states.ts'

const stopsOf = statementOf((db) =>
  db
    .select()
    .from(bookingStops)
    .where(eq(bookingStops.bookingId, sql.placeholder('bookingId')))
    .orderBy(asc(bookingStops.position))
    .prepare('stops of a booking'),
)

/**
 * Who drives which vehicle, where they are now, and when they arrive: all null without a driver, the position and the
 * arrivals also when the booking is not active or the driver has not been heard.
 */
export async function readTrip(context: Context, row: BookingRow) {
  const [driver, stops] = await Promise.all([
    row.driverId ? readDriver(context, row) : null,
    stopsOf(context.db).execute({ bookingId: row.id }),
  ])
  const position =
    row.driverId && isActive(row.state) ? context.driverIndex.get(row.driverId)?.position : undefined
  const arrivals = position ? estimateArrivals(context, row, { from: position, stops }) : null
  return {
    driver,
    position: position
      ? {
          lat: position.lat,
          lng: position.lng,
          headingDeg: position.headingDeg,
          recordedAt: new Date(position.recordedAtMs).toISOString(),
        }
      : null,
    etaS: arrivals?.etaS ?? null,
    dropoffEtaS: arrivals?.dropoffEtaS ?? null,
    stops: stops.map(({ place, reachedAt }, index) => ({
      ...place,
      reachedAt: reachedAt?.toISOString() ?? null,
      etaS: arrivals?.stopsEtaS[index] ?? null,
    })),
  }
}

/** The driver with the vehicle that a booking was given, whatever they drive now. */
export async function readDriver(
  context: Context,
  { driverId, vehicleId }: Pick<BookingRow, 'driverId' | 'vehicleId'>,
) {
  const [found] = await context.db
    .select({ user: users, driver: drivers, vehicle: vehicles })
    .from(drivers)
    .innerJoin(users, eq(users.id, drivers.userId))
    .leftJoin(vehicles, vehicleId ? eq(vehicles.id, vehicleId) : sql`false`)
    .where(eq(drivers.userId, driverId as string))
  if (!found) return null
  const { user, driver, vehicle } = found
  return {
    id: user.id,
    firstName: user.name.split(' ')[0] ?? '',
    ratingAvg: driver.ratingCount > 0 ? driver.ratingSum / driver.ratingCount : null,
    vehicle: vehicle ? `${vehicle.make} ${vehicle.model}, ${vehicle.plate}` : null,
  }
}
