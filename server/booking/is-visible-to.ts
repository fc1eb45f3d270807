import type { Actor } from '../platform/context.ts'
import type { BookingRow } from './move-booking.ts'

/** Whether the actor may see a booking that is at hand; the same rule as `visibleTo` puts to the database. */
export function isVisibleTo(actor: Actor, { customerId, driverId }: BookingRow): boolean {
  if (actor.role === 'customer') return actor.id === customerId
  if (actor.role === 'driver') return actor.id === driverId
  return actor.role !== 'anonymous'
}
