import { and, eq } from 'drizzle-orm'
import { users } from '../../db/schema/index.ts'
import { recordAudit } from '../admin/record-audit.ts'
import { conflict, invalid, notFound } from '../errors.ts'
import { type SessionsEnded, sessionsEndedChannel } from '../platform/channels.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import type { AccountChange } from './account-view.ts'
import { accountView } from './account-view.ts'
import { assertSignedIn } from './assert-signed-in.ts'
import { endSessions } from './end-sessions.ts'

type User = typeof users.$inferSelect
const isStaff = ({ role }: Pick<User, 'role'>) => role === 'operator' || role === 'admin'

/**
 * Changes the role of one of the staff, or lets an account sign in no more, or again. Its sign-ins end, so that none goes on with
 * what it was allowed before. Drivers are suspended as drivers, with what follows for their hauls.
 * Who was demoted a moment ago, and holds an access token still, changes nothing any more.
 * @throws DomainError token_invalid, not_found, nothing_to_change, not_staff, last_admin.
 */
export async function changeAccount(context: Context, { id, ...change }: AccountChange & { id: string }) {
  if (Object.keys(change).length === 0)
    throw invalid('nothing_to_change', 'role', 'Name the role or the status.')
  const { after, isChanged } = await inTransaction(context, async (tx) => {
    const admins = await holdAdmins(tx)
    await assertSignedIn(tx)
    const before = admins.find((admin) => admin.id === id) ?? (await holdAccount(tx, id))
    refuseUnfit(before, change)
    const after = { ...before, ...change }
    const isChanged = after.role !== before.role || after.status !== before.status
    if (!isChanged) return { after, isChanged }
    if (isActiveAdmin(before) && !isActiveAdmin(after) && admins.length === 1)
      throw conflict('last_admin', 'Nobody else could administer: make another account an admin first.')
    await tx.db.update(users).set(change).where(eq(users.id, id))
    await endSessions(tx, id)
    await recordAudit(tx, {
      ...{ action: 'user.change', subjectType: 'user', subjectId: id },
      ...{ before: accountView(before), after: accountView(after) },
    })
    return { after, isChanged }
  })
  if (isChanged) tellOfEnd(context, id)
  return accountView(after)
}

/** Signs an account out everywhere. @throws DomainError token_invalid, not_found. */
export async function endAccountSessions(context: Context, { id }: { id: string }): Promise<void> {
  await inTransaction(context, async (tx) => {
    await assertSignedIn(tx)
    await holdAccount(tx, id)
    await endSessions(tx, id)
    await recordAudit(tx, {
      ...{ action: 'user.end_sessions', subjectType: 'user', subjectId: id },
      ...{ before: null, after: null },
    })
  })
  tellOfEnd(context, id)
}

const tellOfEnd = ({ broadcast }: Context, userId: string) =>
  broadcast.publish(sessionsEndedChannel(), { userId } satisfies SessionsEnded)

const isActiveAdmin = ({ role, status }: User) => role === 'admin' && status === 'active'

/** All who administer now, in one order with whoever changes another of them: of two who change at once the last one stays. */
const holdAdmins = ({ db }: Context): Promise<User[]> =>
  db
    .select()
    .from(users)
    .where(and(eq(users.role, 'admin'), eq(users.status, 'active')))
    .orderBy(users.id)
    .for('no key update')

async function holdAccount({ db }: Context, id: string): Promise<User> {
  const [user] = await db.select().from(users).where(eq(users.id, id)).for('no key update')
  if (!user) throw notFound('account')
  return user
}

function refuseUnfit(user: User, { role, status }: AccountChange): void {
  if (role !== undefined && !isStaff(user))
    throw conflict(
      'not_staff',
      'Customers and drivers keep their role; invite them as staff by another address.',
    )
  if (status !== undefined && user.role === 'driver')
    throw conflict('not_staff', 'Suspend the driver: what they have promised is handed back with it.')
}
