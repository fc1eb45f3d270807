import { eq } from 'drizzle-orm'
import { refreshTokens } from '../../db/schema/index.ts'
import { type SessionsEnded, sessionsEndedChannel } from '../platform/channels.ts'
import type { Context } from '../platform/context.ts'
import { revokeTokens } from './end-sessions.ts'
import { hashToken } from './refresh-tokens.ts'

/** Ends every token of the family that `token` belongs to, and the sockets opened with it. Unknown tokens are ignored. */
export async function revokeFamily(context: Context, token: string): Promise<void> {
  const [known] = await context.db
    .select()
    .from(refreshTokens)
    .where(eq(refreshTokens.tokenHash, hashToken(token)))
  if (!known) return
  const { userId, familyId } = known
  await revokeTokens(context, eq(refreshTokens.familyId, familyId))
  context.broadcast.publish(sessionsEndedChannel(), { userId, familyId } satisfies SessionsEnded)
}
