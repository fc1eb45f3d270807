import type { Deps } from '../platform/context.ts'

const REMOVED_MAX = 10_000

/**
 * Deletes remembered answers of idempotency keys and share links whose time is over; a bounded number per call, so that
 * no transaction grows long. Returns how many it deleted.
 */
export async function removeExpiredRows({ sql, clock }: Pick<Deps, 'sql' | 'clock'>): Promise<number> {
  const now = clock.now()
  const answers = await sql`
    delete from idempotency_keys where (user_id, key) in (
      select user_id, key from idempotency_keys where expires_at <= ${now} limit ${REMOVED_MAX})`
  const links = await sql`
    delete from share_links where token_hash in (
      select token_hash from share_links where expires_at <= ${now} limit ${REMOVED_MAX})`
  return answers.count + links.count
}
