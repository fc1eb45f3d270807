import { refreshTokens } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import { sha256 } from '../platform/sha256.ts'

export const hashToken = (token: string) => sha256(token)
export const newToken = () => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')

/** A refresh token and its family: all tokens that stem from one sign-in. */
export type IssuedToken = { refreshToken: string; familyId: string }

/** Issues a refresh token, the first of a family unless one is named; only its hash is kept. */
export async function issueRefreshToken(
  context: Context,
  userId: string,
  { refreshToken, familyId }: IssuedToken = { refreshToken: newToken(), familyId: context.newId() },
): Promise<IssuedToken> {
  const issuedAt = context.clock.now()
  const expiresAt = new Date(issuedAt.getTime() + context.config.refreshTokenTtlS * 1_000)
  const tokenHash = hashToken(refreshToken)
  await context.db
    .insert(refreshTokens)
    .values({ id: context.newId(), familyId, userId, tokenHash, issuedAt, expiresAt })
  return { refreshToken, familyId }
}
