import { and, inArray, isNotNull, ne } from 'drizzle-orm'
import { refreshTokens, users } from '../../db/schema/index.ts'
import type { Deps } from '../platform/context.ts'
import { inBatches } from '../platform/in-batches.ts'
import type { Session } from './session.ts'

/** Closes the sockets whose sign-in was ended or whose user was suspended, wherever that happened: the database knows. */
export async function endLapsedSessions(
  { db }: Pick<Deps, 'db'>,
  sessions: Iterable<Session>,
): Promise<void> {
  const open = [...sessions]
  if (open.length === 0) return
  const families = [...new Set(open.flatMap(({ credentials }) => credentials.familyId ?? []))]
  const userIds = [...new Set(open.map(({ userId }) => userId))]
  const ended = await inBatches(families, (some) =>
    db
      .selectDistinct({ id: refreshTokens.familyId })
      .from(refreshTokens)
      .where(and(inArray(refreshTokens.familyId, some), isNotNull(refreshTokens.revokedAt))),
  )
  const suspended = await inBatches(userIds, (some) =>
    db
      .select({ id: users.id })
      .from(users)
      .where(and(inArray(users.id, some), ne(users.status, 'active'))),
  )
  const lapsed = new Set([...ended, ...suspended].map(({ id }) => id))
  for (const session of open) {
    const { userId, familyId } = session.credentials
    if (lapsed.has(userId) || (familyId && lapsed.has(familyId))) session.close(4401, 'credentials ended')
  }
}
