import { and, eq, isNull } from 'drizzle-orm'
import { refreshTokens, users } from '../../db/schema/index.ts'
import { DomainError } from '../errors.ts'
import { sessionsEndedChannel } from '../platform/channels.ts'
import { type Context, inTransaction } from '../platform/context.ts'

export const hashToken = (token: string) => new Bun.CryptoHasher('sha256').update(token).digest('hex')
export const newToken = () => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')

/** Issues a refresh token; only its hash is kept. */
export async function issueRefreshToken(
  context: Context,
  userId: string,
  familyId = context.newId(),
): Promise<string> {
  const token = newToken()
  const issuedAt = context.clock.now()
  const expiresAt = new Date(issuedAt.getTime() + context.config.refreshTokenTtlS * 1_000)
  await context.db
    .insert(refreshTokens)
    .values({ id: context.newId(), familyId, userId, tokenHash: hashToken(token), issuedAt, expiresAt })
  return token
}

const refused = () => new DomainError('unauthenticated', 'refresh_token_invalid', 'Sign in again.')

/**
 * Exchanges a refresh token for a new one. A token that comes back after its use was stolen or leaked: then every token
 * of its family ends (RFC 9700, 4.14.2). @throws DomainError refresh_token_invalid.
 */
export async function rotateRefreshToken(context: Context, token: string) {
  const now = context.clock.now()
  const rotated = await inTransaction(context, async (tx) => {
    const [used] = await tx.db
      .update(refreshTokens)
      .set({ usedAt: now })
      .where(
        and(
          eq(refreshTokens.tokenHash, hashToken(token)),
          isNull(refreshTokens.usedAt),
          isNull(refreshTokens.revokedAt),
        ),
      )
      .returning()
    if (!used || used.expiresAt <= now) return null
    const [user] = await tx.db.select().from(users).where(eq(users.id, used.userId))
    if (user?.status !== 'active') return null
    return { user, refreshToken: await issueRefreshToken(tx, user.id, used.familyId) }
  })
  if (rotated) return rotated
  await revokeFamily(context, token)
  throw refused()
}

/** Ends every token of the family that `token` belongs to, and the user's sockets. Unknown tokens are ignored. */
export async function revokeFamily(context: Context, token: string): Promise<void> {
  const [known] = await context.db
    .select()
    .from(refreshTokens)
    .where(eq(refreshTokens.tokenHash, hashToken(token)))
  if (!known) return
  const live = and(eq(refreshTokens.familyId, known.familyId), isNull(refreshTokens.revokedAt))
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
  context.broadcast.publish(sessionsEndedChannel(), { userId: known.userId })
}
