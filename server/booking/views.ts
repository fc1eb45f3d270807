import { asc, eq } from 'drizzle-orm'
import { type Static, t } from 'elysia'
import { BOOKING_STATES } from '../../db/schema/booking.ts'
import { bookingEvents, bookingStops, drivers, users, vehicles } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import {
  idSchema,
  moneySchema,
  nullable,
  object,
  oneOf,
  timeSchema,
  vehicleClassSchema,
} from '../platform/http/schemas.ts'
import { solarHour } from '../tracking/geo.ts'
import type { BookingRow } from './move-booking.ts'
import { isActive } from './states.ts'

export const contactSchema = object({
  name: t.String({ maxLength: 120 }),
  phone: t.String({ maxLength: 30 }),
})
const placeSchema = object({
  lat: t.Number(),
  lng: t.Number(),
  address: t.String(),
  contact: t.Optional(contactSchema),
})
const summary = {
  id: idSchema,
  state: oneOf(BOOKING_STATES),
  version: t.Integer(),
  customerId: idSchema,
  driverId: nullable(idSchema),
  vehicleClass: vehicleClassSchema,
  pickup: placeSchema,
  dropoff: placeSchema,
  price: moneySchema,
  breakdown: t.Array(object({ code: t.String(), label: t.String(), amount: t.Integer() })),
  distanceM: t.Integer(),
  durationS: t.Integer(),
  scheduledFor: nullable(timeSchema),
  cancellation: nullable(object({ by: t.String(), reason: t.String(), fee: moneySchema })),
  rating: nullable(t.Integer()),
  createdAt: timeSchema,
  updatedAt: timeSchema,
}
export const bookingSchema = object(summary)
export const positionSchema = object({
  lat: t.Number(),
  lng: t.Number(),
  headingDeg: nullable(t.Number()),
  recordedAt: timeSchema,
})
export const bookingDetailSchema = object({
  ...summary,
  stops: t.Array(placeSchema),
  driver: nullable(
    object({
      id: idSchema,
      firstName: t.String(),
      ratingAvg: nullable(t.Number()),
      vehicle: nullable(t.String()),
    }),
  ),
  position: nullable(positionSchema),
  etaS: nullable(t.Integer()),
  history: t.Array(
    object({
      seq: t.Integer(),
      event: t.String(),
      from: nullable(oneOf(BOOKING_STATES)),
      to: oneOf(BOOKING_STATES),
      by: t.String(),
      occurredAt: timeSchema,
    }),
  ),
})
export type BookingView = Static<typeof bookingSchema>

export function bookingView(row: BookingRow): BookingView {
  const { currency } = row
  return {
    id: row.id,
    state: row.state,
    version: row.version,
    customerId: row.customerId,
    driverId: row.driverId,
    vehicleClass: row.vehicleClass,
    pickup: row.pickup,
    dropoff: row.dropoff,
    price: { amount: row.priceMinor, currency },
    breakdown: row.breakdown.map(({ code, label, amountMinor }) => ({ code, label, amount: amountMinor })),
    distanceM: row.distanceM,
    durationS: row.durationS,
    scheduledFor: row.scheduledFor?.toISOString() ?? null,
    cancellation: row.cancelledBy
      ? {
          by: row.cancelledBy,
          reason: row.cancelReason ?? '',
          fee: { amount: row.cancellationFeeMinor ?? 0, currency },
        }
      : null,
    rating: row.ratingStars,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

/** Where the driver of an active booking is heading: the pickup, and once loaded the drop-off. */
export function nextPlaceOf({ state, pickup, dropoff }: Pick<BookingRow, 'state' | 'pickup' | 'dropoff'>) {
  const isLoaded = ['goods_collected', 'arrived_at_dropoff', 'delivered'].includes(state)
  return isLoaded ? dropoff : pickup
}

/** Who drives, where they are now and when they arrive at the next place; all null without an active driver. */
export async function driverView(context: Context, row: BookingRow) {
  if (!row.driverId) return { driver: null, position: null, etaS: null }
  const [found] = await context.db
    .select({ user: users, driver: drivers, vehicle: vehicles })
    .from(drivers)
    .innerJoin(users, eq(users.id, drivers.userId))
    .leftJoin(vehicles, eq(vehicles.id, drivers.vehicleId))
    .where(eq(drivers.userId, row.driverId))
  const position = isActive(row.state) ? context.driverIndex.get(row.driverId)?.position : undefined
  const target = nextPlaceOf(row)
  const hour = solarHour(target.lng, context.clock.now())
  return {
    driver: found
      ? {
          id: row.driverId,
          firstName: found.user.name.split(' ')[0] ?? '',
          ratingAvg: found.driver.ratingCount > 0 ? found.driver.ratingSum / found.driver.ratingCount : null,
          vehicle: found.vehicle
            ? `${found.vehicle.make} ${found.vehicle.model}, ${found.vehicle.plate}`
            : null,
        }
      : null,
    position: position
      ? {
          lat: position.lat,
          lng: position.lng,
          headingDeg: position.headingDeg,
          recordedAt: new Date(position.recordedAtMs).toISOString(),
        }
      : null,
    etaS: position ? context.routing.etaS(position, target, row.vehicleClass, hour) : null,
  }
}

export async function bookingDetailView(context: Context, row: BookingRow) {
  const [events, stops, driver] = await Promise.all([
    context.db
      .select()
      .from(bookingEvents)
      .where(eq(bookingEvents.bookingId, row.id))
      .orderBy(asc(bookingEvents.seq)),
    context.db
      .select()
      .from(bookingStops)
      .where(eq(bookingStops.bookingId, row.id))
      .orderBy(asc(bookingStops.position)),
    driverView(context, row),
  ])
  return {
    ...bookingView(row),
    stops: stops.map((stop) => stop.place),
    ...driver,
    history: events.map((event) => ({
      seq: event.seq,
      event: event.type,
      from: event.fromState,
      to: event.toState,
      by: event.actorRole,
      occurredAt: event.occurredAt.toISOString(),
    })),
  }
}
