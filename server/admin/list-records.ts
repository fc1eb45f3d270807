import { and, desc, eq, lt } from 'drizzle-orm'
import { users } from '../../db/schema/index.ts'
import type { Context, Role } from '../platform/context.ts'
import { listDeadLetters as readDeadLetters } from '../platform/event-log/dead-letters.ts'
import { type IdPage, rowsToRead, toPage } from './page.ts'

export async function listUsers(context: Context, page: IdPage & { role?: Role }) {
  const rows = await context.db
    .select()
    .from(users)
    .where(and(page.role && eq(users.role, page.role), page.cursor ? lt(users.id, page.cursor) : undefined))
    .orderBy(desc(users.id))
    .limit(rowsToRead(page))
  return toPage(rows, page, ({ passwordHash: _, ...row }) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
  }))
}

export async function listDeadLetters(context: Context, page: IdPage) {
  const { cursor } = page
  const rows = await readDeadLetters(context, { limit: rowsToRead(page), ...(cursor && { cursor }) })
  return toPage(rows, page, (row) => ({
    ...row,
    failedAt: row.failedAt.toISOString(),
    retriedAt: row.retriedAt?.toISOString() ?? null,
  }))
}
