/*
 * Rotation with detection of reuse (RFC 9700, 4.14.2): a refresh token works once, and one that comes back was stolen or
 * leaked, so that every token of its family ends. Of any number of simultaneous uses one wins, and the others end what
 * it won: nobody can tell the thief from the owner.
 * An owner whose answer was lost on the way would be locked out by that. So a client may send an `Idempotency-Key`: the
 * successor is then derived from the token and the key, and the same pair gets the same successor again for a minute,
 * until that is used. Who has only the token, and not the key, is told apart as before.
 */
import { and, eq, gt, isNull } from 'drizzle-orm'
import { refreshTokens, users } from '../../db/schema/index.ts'
import { DomainError } from '../errors.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { hashToken, issueRefreshToken, newToken } from './refresh-tokens.ts'
import { revokeFamily } from './revoke-family.ts'

const RETRY_MS = 60_000
const isLive = and(isNull(refreshTokens.usedAt), isNull(refreshTokens.revokedAt))

/** Exchanges a refresh token for its successor. @throws DomainError refresh_token_invalid, after ending the token's family. */
export async function rotateRefreshToken(context: Context, token: string, retryKey?: string) {
  const successor = retryKey ? successorOf(context, token, retryKey) : newToken()
  const rotated =
    (await rotate(context, token, successor)) ?? (retryKey && (await repeat(context, successor)))
  if (rotated) return rotated
  await revokeFamily(context, token)
  throw new DomainError('unauthenticated', 'refresh_token_invalid', 'Sign in again.')
}

function rotate(context: Context, token: string, successor: string) {
  const now = context.clock.now()
  return inTransaction(context, async (tx) => {
    const [used] = await tx.db
      .update(refreshTokens)
      .set({ usedAt: now })
      .where(and(eq(refreshTokens.tokenHash, hashToken(token)), isLive))
      .returning()
    if (!used || used.expiresAt <= now) return null
    const user = await readActive(tx, used.userId)
    if (!user) return null
    const { familyId } = used
    return { user, issued: await issueRefreshToken(tx, user.id, { refreshToken: successor, familyId }) }
  })
}

/** The answer of a rotation that its client has not heard, as long as nothing else has happened to the family. */
async function repeat(context: Context, successor: string) {
  const since = new Date(context.clock.now().getTime() - RETRY_MS)
  const [issued] = await context.db
    .select()
    .from(refreshTokens)
    .where(and(eq(refreshTokens.tokenHash, hashToken(successor)), isLive, gt(refreshTokens.issuedAt, since)))
  const user = issued && (await readActive(context, issued.userId))
  return user ? { user, issued: { refreshToken: successor, familyId: issued.familyId } } : null
}

async function readActive({ db }: Context, userId: string) {
  const [user] = await db.select().from(users).where(eq(users.id, userId))
  return user?.status === 'active' ? user : null
}

const successorOf = ({ config }: Context, token: string, retryKey: string) =>
  new Bun.CryptoHasher('sha256', config.jwtSecret)
    .update(JSON.stringify(['refresh-token', token, retryKey]))
    .digest('base64url')
