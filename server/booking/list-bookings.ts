import { and, desc, eq, gte, lt, sql } from 'drizzle-orm'
import type { BookingState } from '../../db/schema/booking.ts'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import { bookings } from '../../db/schema/index.ts'
import { contains } from '../admin/contains.ts'
import type { Context } from '../platform/context.ts'
import type { BookingRow } from './move-booking.ts'
import { visibleTo } from './read-booking.ts'

type Filter = {
  status?: BookingState
  vehicleClass?: VehicleClass
  market?: string
  /** Booked at this time or later. */
  from?: string
  /** Booked before this time. */
  to?: string
  q?: string
  limit: number
  cursor?: string
}

/** What the actor may see, newest first, from past `cursor` (a booking's id); `q` is looked for in the addresses and the id. */
export async function listBookings(
  context: Context,
  { status, vehicleClass, market, from, to, q, limit, cursor }: Filter,
): Promise<{ rows: BookingRow[]; nextCursor: string | null }> {
  const places = [sql`${bookings.pickup}->>'address'`, sql`${bookings.dropoff}->>'address'`]
  const rows = await context.db
    .select()
    .from(bookings)
    .where(
      and(
        visibleTo(context),
        status && eq(bookings.state, status),
        vehicleClass && eq(bookings.vehicleClass, vehicleClass),
        market ? eq(bookings.market, market) : undefined,
        from ? gte(bookings.createdAt, new Date(from)) : undefined,
        to ? lt(bookings.createdAt, new Date(to)) : undefined,
        q ? contains([...places, sql`${bookings.id}::text`], q) : undefined,
        cursor ? lt(bookings.id, cursor) : undefined,
      ),
    )
    .orderBy(desc(bookings.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  return { rows: page, nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
}
