import { sql } from 'drizzle-orm'
import type { Context } from '../../platform/context.ts'
import type { JobData } from '../../platform/jobs/jobs.ts'
import { startScheduledSearches } from '../start-scheduled-searches.ts'
import { sendReminders } from './send-reminders.ts'
import { SEARCH_JOB } from './set-timers.ts'

/** What is due is left to its timer for so long, so that the two do not do the same. */
const LEFT_TO_TIMERS_MS = 500

/** Does what timers have come for, as far as the bookings themselves say that it is time. */
export async function runTimers(context: Context, timers: readonly JobData[]): Promise<void> {
  const [searches, reminders] = [new Set<string>(), new Set<string>()]
  for (const { bookingId, kind } of timers) (kind === SEARCH_JOB ? searches : reminders).add(bookingId)
  if (searches.size > 0) await startScheduledSearches(context, { bookingIds: [...searches] })
  if (reminders.size > 0) await sendReminders(context, [...reminders])
}

/**
 * Does what is due and has not been done, whatever became of its timer: lost in a crash or with an older dump, early by the
 * database's clock, or done without effect.
 */
export async function sweepSchedule(context: Context): Promise<void> {
  // A server of the version before may still be taking bookings.
  await context.db.execute(sql`
    update bookings set search_at = scheduled_for - ${context.config.scheduleLeadMinMs} * interval '1 millisecond'
    where state = 'scheduled' and search_at is null`)
  await startScheduledSearches(context, { overdueMs: LEFT_TO_TIMERS_MS })
  await sendReminders(context)
}
