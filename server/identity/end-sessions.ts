import { and, eq, isNull } from 'drizzle-orm'
import { refreshTokens } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'

/** Ends every sign-in of an account in the caller's transaction, who tells of it on `sessionsEndedChannel` after the commit. */
export async function endSessions(tx: Context, userId: string): Promise<void> {
  await tx.db
    .update(refreshTokens)
    .set({ revokedAt: tx.clock.now() })
    .where(and(eq(refreshTokens.userId, userId), isNull(refreshTokens.revokedAt)))
}
