import { and, eq, isNotNull } from 'drizzle-orm'
import { refreshTokens, users } from '../../db/schema/index.ts'
import { DomainError } from '../errors.ts'
import { actorId, type Context } from '../platform/context.ts'

/** An access token outlives a sign-out by minutes; what lasts asks here first. @throws DomainError token_invalid. */
export async function assertSignedIn(context: Context): Promise<void> {
  const { db, actor } = context
  const [user] = await db
    .select({ status: users.status })
    .from(users)
    .where(eq(users.id, actorId(context)))
  const familyId = 'id' in actor ? actor.familyId : undefined
  const ended = familyId
    ? await db
        .select({ id: refreshTokens.id })
        .from(refreshTokens)
        .where(and(eq(refreshTokens.familyId, familyId), isNotNull(refreshTokens.revokedAt)))
        .limit(1)
    : []
  if (user?.status !== 'active' || ended.length > 0)
    throw new DomainError('unauthenticated', 'token_invalid', 'The sign-in of this access token has ended.')
}
