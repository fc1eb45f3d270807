import { and, eq, isNull } from 'drizzle-orm'
import { bookingReminders } from '../../../db/schema/index.ts'
import type { Context } from '../../platform/context.ts'
import type { JobData } from '../../platform/jobs/jobs.ts'
import type { BookingRow } from '../move-booking.ts'

const MINUTE_MS = 60_000
/** The customer and the driver who has promised to come are reminded so long before the pickup; the last is the driver's alone. */
const REMINDERS_MIN = [1_440, 60, 15] as const
export const DRIVER_REMINDER_MIN = 15
/** Nobody is reminded of what they have just arranged. */
const REMINDED_AFTER_MS = 10 * MINUTE_MS

export const SEARCH_JOB = 'search'
const reminderJob = (minutesBefore: number) => `reminder ${minutesBefore}`

type Timed = Pick<BookingRow, 'id' | 'scheduledFor' | 'searchAt'>

/** Sets the timers of a booking that was just scheduled, in its transaction: of its search and its reminders. */
export async function setTimers(
  tx: Context,
  { id: bookingId, scheduledFor, searchAt }: Timed,
): Promise<void> {
  if (!scheduledFor || !searchAt) return
  const due = remindersOf(scheduledFor, tx.clock.now())
  const rows = due.map((reminder) => ({ ...reminder, bookingId }))
  if (rows.length > 0) await tx.db.insert(bookingReminders).values(rows)
  await tx.jobs.put(tx, [
    { bookingId, kind: SEARCH_JOB, at: searchAt },
    ...due.map(({ minutesBefore, dueAt }) => ({ bookingId, kind: reminderJob(minutesBefore), at: dueAt })),
  ])
}

/** Takes back what is left of the timers of a booking, in the caller's transaction; `all`, also what tells that one has run. */
export async function clearTimers(
  tx: Context,
  { id: bookingId }: Pick<BookingRow, 'id'>,
  { all = false } = {},
): Promise<void> {
  const ofBooking = eq(bookingReminders.bookingId, bookingId)
  await tx.db
    .delete(bookingReminders)
    .where(all ? ofBooking : and(ofBooking, isNull(bookingReminders.sentAt)))
  const kinds = [SEARCH_JOB, ...REMINDERS_MIN.map(reminderJob)]
  await tx.jobs.remove(
    tx,
    kinds.map((kind): JobData => ({ bookingId, kind })),
  )
}

/** The reminders of a pickup that are far enough ahead of `now`. */
export function remindersOf(scheduledFor: Date, now: Date): { minutesBefore: number; dueAt: Date }[] {
  return REMINDERS_MIN.map((minutesBefore) => ({
    minutesBefore,
    dueAt: new Date(scheduledFor.getTime() - minutesBefore * MINUTE_MS),
  })).filter(({ dueAt }) => dueAt.getTime() - now.getTime() >= REMINDED_AFTER_MS)
}
