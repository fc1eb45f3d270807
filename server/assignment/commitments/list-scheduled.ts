import { and, asc, eq, gt, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import { gridDisk } from 'h3-js'
import { bookings, commitments } from '../../../db/schema/index.ts'
import { conflict } from '../../errors.ts'
import { actorId, type Context } from '../../platform/context.ts'
import { distanceM, EARTH_RADIUS_M, marketOf } from '../../tracking/geo.ts'
import type { Point } from '../find-candidates.ts'
import { readHeldDriver } from '../hold-parties.ts'
import { BUSY_AFTER_S } from './commit-to-booking.ts'

/** The markets around the driver's own are looked through as well. */
const MARKET_RINGS = 1

type Asked = { limit: number; cursor?: string; isMine: boolean; place?: Point; withinM: number }
export type Scheduled = {
  booking: typeof bookings.$inferSelect
  committedAt: Date | null
  awayM: number | null
}

/**
 * Scheduled bookings, soonest first, past `cursor` (a booking's id): those that nobody has promised to drive and the driver's
 * vehicle can, whose pickups are within `withinM` metres of a place or of where they are; or those of the driver's own
 * promises. Nothing for a driver without a vehicle. @throws DomainError position_unknown.
 */
export async function listScheduled(
  context: Context,
  asked: Asked,
): Promise<{ items: Scheduled[]; nextCursor: string | null }> {
  const driverId = actorId(context)
  const { limit, cursor, isMine } = asked
  const place = asked.place ?? context.driverIndex.get(driverId)?.position ?? undefined
  const filter = isMine ? eq(commitments.driverId, driverId) : await isOpenTo(context, driverId, asked, place)
  if (!filter) return { items: [], nextCursor: null }
  const held = and(eq(commitments.bookingId, bookings.id), eq(commitments.state, 'held'))
  const isPast =
    cursor &&
    sql`(${bookings.scheduledFor}, ${bookings.id}) > (select scheduled_for, id from bookings where id = ${cursor}::uuid)`
  const rows = await context.db
    .select({ booking: bookings, committedAt: commitments.createdAt })
    .from(bookings)
    .leftJoin(commitments, held)
    .where(and(eq(bookings.state, 'scheduled'), filter, isPast || undefined))
    .orderBy(asc(bookings.scheduledFor), asc(bookings.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  const awayM = ({ lat, lng }: Point) => place && Math.round(distanceM(place.lat, place.lng, lat, lng))
  return {
    items: page.map((row) => ({ ...row, awayM: awayM(row.booking.pickup) ?? null })),
    nextCursor: rows.length > limit ? (page.at(-1)?.booking.id ?? null) : null,
  }
}

/** What the driver could promise now: their vehicle takes it, it is near, and they have promised nothing for that time. */
async function isOpenTo(
  context: Context,
  driverId: string,
  { withinM }: Asked,
  place: Point | undefined,
): Promise<SQL | undefined> {
  const { vehicle } = await readHeldDriver(context, driverId)
  if (vehicle?.status !== 'active') return undefined
  if (!place) throw conflict('position_unknown', 'Go on duty, or name a place with `lat` and `lng`.')
  const { pickup, cargo, searchAt, scheduledFor, durationS } = bookings
  const number = (json: typeof pickup | typeof cargo, name: string) =>
    sql`coalesce((${json}->>${name})::float8, 0)`
  const latDeg = number(pickup, 'lat')
  const haversine = sql`power(sin(radians(${latDeg} - ${place.lat}) / 2), 2) + cos(radians(${latDeg}))
    * cos(radians(${place.lat})) * power(sin(radians(${number(pickup, 'lng')} - ${place.lng}) / 2), 2)`
  const endsAt = sql`${scheduledFor} + (${durationS} + ${BUSY_AFTER_S}) * interval '1 second'`
  const isTaken = sql`exists (select 1 from commitments c where c.driver_id = ${driverId} and c.state = 'held'
    and c.starts_at < ${endsAt} and c.ends_at > ${searchAt})`
  return and(
    inArray(bookings.market, gridDisk(marketOf(place), MARKET_RINGS)),
    eq(bookings.vehicleClass, vehicle.vehicleClass),
    gt(searchAt, context.clock.now()),
    isNull(commitments.id),
    sql`${number(cargo, 'weightKg')} <= ${vehicle.capacityKg} and ${number(cargo, 'volumeM3')} <= ${vehicle.capacityM3}`,
    sql`${2 * EARTH_RADIUS_M} * asin(sqrt(least(1, ${haversine}))) <= ${withinM}`,
    sql`not ${isTaken}`,
  )
}
