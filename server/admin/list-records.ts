import { and, desc, eq, lt } from 'drizzle-orm'
import { users } from '../../db/schema/index.ts'
import { notFound } from '../errors.ts'
import { accountView } from '../identity/account-view.ts'
import type { Context, Role } from '../platform/context.ts'
import {
  type DeadLetter,
  findDeadLetter,
  listDeadLetters as findDeadLetters,
} from '../platform/event-log/dead-letters.ts'
import { contains } from './contains.ts'
import { type IdPage, rowsToRead, toPage } from './page.ts'

type UserFilter = IdPage & { role?: Role; status?: 'active' | 'suspended'; q?: string }

export async function listUsers(context: Context, page: UserFilter) {
  const { role, status, q, cursor } = page
  const rows = await context.db
    .select()
    .from(users)
    .where(
      and(
        role && eq(users.role, role),
        status && eq(users.status, status),
        q ? contains([users.name, users.email, users.phone], q) : undefined,
        cursor ? lt(users.id, cursor) : undefined,
      ),
    )
    .orderBy(desc(users.id))
    .limit(rowsToRead(page))
  return toPage(rows, page, accountView)
}

/** One account. @throws DomainError not_found. */
export async function readUser({ db }: Context, id: string) {
  const [user] = await db.select().from(users).where(eq(users.id, id))
  if (!user) throw notFound('account')
  return accountView(user)
}

export async function listDeadLetters(context: Context, page: IdPage & { state?: 'waiting' | 'retried' }) {
  const rows = await findDeadLetters(context, { ...page, limit: rowsToRead(page) })
  return toPage(rows, page, letterView)
}

/** One event that was given up. @throws DomainError not_found. */
export const readDeadLetter = async (context: Context, id: string) =>
  letterView(await findDeadLetter(context, id))

const letterView = ({ failedAt, retriedAt, ...letter }: DeadLetter) => ({
  ...letter,
  failedAt: failedAt.toISOString(),
  retriedAt: retriedAt?.toISOString() ?? null,
})
