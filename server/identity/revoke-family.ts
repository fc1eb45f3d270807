import { and, eq, isNull } from 'drizzle-orm'
import { refreshTokens } from '../../db/schema/index.ts'
import { type SessionsEnded, sessionsEndedChannel } from '../platform/channels.ts'
import type { Context } from '../platform/context.ts'
import { hashToken } from './refresh-tokens.ts'

/** Ends every token of the family that `token` belongs to, and the sockets opened with it. Unknown tokens are ignored. */
export async function revokeFamily(context: Context, token: string): Promise<void> {
  const [known] = await context.db
    .select()
    .from(refreshTokens)
    .where(eq(refreshTokens.tokenHash, hashToken(token)))
  if (!known) return
  const { userId, familyId } = known
  const live = and(eq(refreshTokens.familyId, familyId), isNull(refreshTokens.revokedAt))
  const revokedAt = context.clock.now()
  // A rotation that commits while we wait for its row leaves a token that only a further look can see.
  for (let ended = 1; ended > 0; ) {
    const rows = await context.db
      .update(refreshTokens)
      .set({ revokedAt })
      .where(live)
      .returning({ id: refreshTokens.id })
    ended = rows.length
  }
  context.broadcast.publish(sessionsEndedChannel(), { userId, familyId } satisfies SessionsEnded)
}
