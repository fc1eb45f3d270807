import type { BookingRow } from '../move-booking.ts'

/** Until so long before the pickup a driver who has promised to come finds other work. */
const FREE_BEFORE_MS = 2 * 3_600_000
const bindsFromMs = (scheduledFor: Date) => scheduledFor.getTime() - FREE_BEFORE_MS

/** Whether a promise binds the driver at that time: who takes it back then has dropped out. */
export const isBinding = ({ scheduledFor }: Pick<BookingRow, 'scheduledFor'>, now: Date): boolean =>
  scheduledFor !== null && now.getTime() >= bindsFromMs(scheduledFor)

/**
 * Since when a driver keeps their time free for a booking, by which the grace of its cancellation counts: since the
 * assignment; before it, since they promised to come, but not before two hours to the pickup. Null for nobody.
 */
export function boundSince(
  { assignedAt, scheduledFor }: Pick<BookingRow, 'assignedAt' | 'scheduledFor'>,
  committed: { createdAt: Date } | undefined,
): Date | null {
  if (assignedAt) return assignedAt
  if (!committed || !scheduledFor) return null
  return new Date(Math.max(committed.createdAt.getTime(), bindsFromMs(scheduledFor)))
}
