import type { Deps } from '../platform/context.ts'

const REMOVED_MAX = 10_000
/** One that comes back after its end is still known for a while: its family may have been stolen. */
const KEPT_MS = 7 * 86_400_000

/** Deletes refresh tokens that ended a week ago; a bounded number per call. Returns how many it deleted. */
export async function removeExpiredTokens({ sql, clock }: Pick<Deps, 'sql' | 'clock'>): Promise<number> {
  const before = new Date(clock.now().getTime() - KEPT_MS)
  const removed = await sql`
    delete from refresh_tokens where id in (
      select id from refresh_tokens where expires_at < ${before} order by expires_at limit ${REMOVED_MAX})`
  return removed.count
}
