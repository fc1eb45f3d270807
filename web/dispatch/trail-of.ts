import type { BookingDetail } from '../api/types.ts'
import type { Trail } from './use-trail.ts'

/** From the assignment of a booking's driver until the goods were delivered, or on. */
export function trailOf({ driver, history }: BookingDetail): Trail | null {
  const assigned = history.findLast(({ to }) => to === 'assigned')
  if (!driver || !assigned) return null
  const end = history.find(({ to, seq }) => seq > assigned.seq && (to === 'delivered' || to === 'cancelled'))
  return { driverId: driver.id, from: assigned.occurredAt, to: end?.occurredAt ?? null }
}
