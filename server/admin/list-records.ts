import { and, desc, eq, lt } from 'drizzle-orm'
import { users } from '../../db/schema/index.ts'
import type { Context, Role } from '../platform/context.ts'
import { listDeadLetters as readDeadLetters } from '../platform/event-log/dead-letters.ts'
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
  return toPage(rows, page, ({ passwordHash: _, ...row }) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
  }))
}

export async function listDeadLetters(context: Context, page: IdPage & { state?: 'waiting' | 'retried' }) {
  const rows = await readDeadLetters(context, { ...page, limit: rowsToRead(page) })
  return toPage(rows, page, (row) => ({
    ...row,
    failedAt: row.failedAt.toISOString(),
    retriedAt: row.retriedAt?.toISOString() ?? null,
  }))
}
