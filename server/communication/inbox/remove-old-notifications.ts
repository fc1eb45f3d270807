import type { Deps } from '../../platform/context.ts'

const REMOVED_MAX = 10_000
const DAY_MS = 86_400_000

/**
 * Deletes notifications, finished mail and finished deliveries that are older than the configured age; a bounded number
 * per call. Returns how many.
 */
export async function removeOldNotifications({ sql, clock, config }: Deps): Promise<number> {
  const before = new Date(clock.now().getTime() - config.notificationRetentionDays * DAY_MS)
  const told = await sql`delete from notifications where id in (
    select id from notifications where created_at < ${before} limit ${REMOVED_MAX})`
  const mailed = await sql`delete from emails where id in (
    select id from emails where finished_at < ${before} limit ${REMOVED_MAX})`
  const delivered = await sql`delete from webhook_deliveries where id in (
    select id from webhook_deliveries where finished_at < ${before} limit ${REMOVED_MAX})`
  return told.count + mailed.count + delivered.count
}
