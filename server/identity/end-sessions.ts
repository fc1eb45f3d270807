import { and, eq, isNull, type SQL } from 'drizzle-orm'
import { refreshTokens } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'

/** Ends every sign-in of an account in the caller's transaction, who tells of it on `sessionsEndedChannel` after the commit. */
export const endSessions = (tx: Context, userId: string): Promise<void> =>
  revokeTokens(tx, eq(refreshTokens.userId, userId))

/** Ends those of some refresh tokens that have not ended. */
export async function revokeTokens({ db, clock }: Context, which: SQL): Promise<void> {
  const live = and(which, isNull(refreshTokens.revokedAt))
  const revokedAt = clock.now()
  // A rotation that commits while we wait for its row leaves a token that only a further look can see.
  for (let ended = 1; ended > 0; ) {
    const rows = await db
      .update(refreshTokens)
      .set({ revokedAt })
      .where(live)
      .returning({ id: refreshTokens.id })
    ended = rows.length
  }
}
