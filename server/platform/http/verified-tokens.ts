import type { Deps } from '../context.ts'

export type Claims = { sub?: string | undefined; role?: unknown; sid?: unknown; exp?: number | undefined }
export type Verify = (token: string) => Promise<Claims | false>

/** About 5 MB of tokens; the one that is remembered longest makes room for another. */
const TOKENS_MAX = 10_000

/**
 * Verifies each access token once, and knows it again until it expires: the signature costs more than the rest of the way
 * in. An access token cannot be revoked before its end, remembered or not; what must know of that asks the database.
 */
export function rememberVerified({ now }: Deps['clock'], tokensMax = TOKENS_MAX) {
  const known = new Map<string, Claims>()
  return async (token: string, verify: Verify): Promise<Claims | false> => {
    const remembered = known.get(token)
    if (remembered && isRunning(remembered, now())) return remembered
    known.delete(token)
    const claims = await verify(token)
    if (claims === false) return false
    const [oldest] = known.keys()
    if (known.size >= tokensMax && oldest !== undefined) known.delete(oldest)
    known.set(token, claims)
    return claims
  }
}

const isRunning = ({ exp }: Claims, now: Date) => exp !== undefined && now.getTime() < exp * 1_000
