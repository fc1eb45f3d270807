import { and, eq, inArray } from 'drizzle-orm'
import { bookings, driverAvailability } from '../../db/schema/index.ts'
import { withdrawOffers } from '../assignment/withdraw-offers.ts'
import { ACTIVE_STATES } from '../booking/states.ts'
import { conflict } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import { appendEvents } from '../platform/event-log/append-events.ts'
import type { DriverStatus } from '../tracking/driver.ts'

export type Availability = typeof driverAvailability.$inferSelect

/** A driver's availability, locked until the transaction ends; undefined for one who never was on duty. */
export async function lockAvailability(tx: Context, driverId: string): Promise<Availability | undefined> {
  const mine = eq(driverAvailability.driverId, driverId)
  const [row] = await tx.db.select().from(driverAvailability).where(mine).for('update')
  return row
}

/**
 * Changes the status of a driver whom the caller's transaction holds, with its event. Returns the offers that this takes
 * back, for `broadcastOffers` after the commit. @throws DomainError booking_active for who would go offline from a haul.
 */
export async function changeStatus(
  tx: Context,
  driverId: string,
  {
    before,
    to,
    reason,
    heardAt,
  }: {
    before: Availability | undefined
    to: DriverStatus
    reason: string
    heardAt: Date
  },
) {
  if (to === 'offline') await assertIdle(tx, driverId)
  const from = before?.status ?? 'offline'
  const changedAt = from === to && before ? before.changedAt : tx.clock.now()
  const row = { driverId, status: to, changedAt, seenAt: heardAt, silentAt: null }
  await tx.db
    .insert(driverAvailability)
    .values(row)
    .onConflictDoUpdate({ target: driverAvailability.driverId, set: row })
  if (from !== to)
    await appendEvents(tx, [{ type: `driver.${to}`, key: driverId, data: { driverId, from, to, reason } }])
  return to === 'available' ? [] : withdrawOffers(tx, { driverId })
}

async function assertIdle(tx: Context, driverId: string): Promise<void> {
  const active = and(eq(bookings.driverId, driverId), inArray(bookings.state, [...ACTIVE_STATES]))
  const [booking] = await tx.db.select({ id: bookings.id }).from(bookings).where(active)
  if (!booking) return
  const message = 'Finish or hand back the active booking first; pause to take no further ones.'
  throw conflict('booking_active', message, { bookingId: booking.id })
}
