import { sql } from 'drizzle-orm'
import { readOpenBookings } from '../booking/read-open-bookings.ts'
import type { Context, Deps } from '../platform/context.ts'

const HOUR_MS = 3_600_000

/** Drivers by what they are doing now, as this process knows them. */
export function countDrivers({ driverIndex }: Pick<Deps, 'driverIndex'>) {
  const drivers = { available: 0, onHaul: 0, paused: 0, offline: 0 }
  for (const { bookingId, status } of driverIndex.all()) drivers[bookingId ? 'onHaul' : status]++
  return drivers
}

/** How things stand now: open bookings by state, the longest search, drivers by what they do, and what the last hour brought. */
export async function readLive(context: Context) {
  const now = context.clock.now()
  const since = new Date(now.getTime() - HOUR_MS)
  const [{ byState, oldestSearchAt }, [ended]] = await Promise.all([
    readOpenBookings(context),
    context.db.execute<Record<'completed' | 'cancelled' | 'unfulfilled', number>>(sql`
      select count(*) filter (where outcome = 'completed')::int as completed,
        count(*) filter (where outcome = 'cancelled')::int as cancelled,
        count(*) filter (where outcome = 'unfulfilled')::int as unfulfilled
      from booking_facts where ended_at > ${since.toISOString()}::timestamptz`),
  ])
  return {
    at: now.toISOString(),
    drivers: countDrivers(context),
    bookings: byState,
    oldestSearchS: oldestSearchAt ? Math.max(0, (now.getTime() - oldestSearchAt.getTime()) / 1_000) : null,
    lastHour: { completed: 0, cancelled: 0, unfulfilled: 0, ...ended },
  }
}
