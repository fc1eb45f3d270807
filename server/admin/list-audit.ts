import { and, desc, eq, gte, lt, sql } from 'drizzle-orm'
import { type Static, t } from 'elysia'
import { auditLog, users } from '../../db/schema/index.ts'
import { notFound } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import { idSchema, nullable, object, textSchema, timeSchema } from '../platform/http/schemas.ts'
import { contains } from './contains.ts'
import { type IdPage, idPageQuery, rowsToRead, toPage } from './page.ts'

export const auditQuery = object({
  ...idPageQuery,
  actorId: t.Optional(idSchema),
  action: t.Optional(textSchema(60)),
  subjectType: t.Optional(textSchema(60)),
  subjectId: t.Optional(textSchema(60)),
  requestId: t.Optional(textSchema(64)),
  from: t.Optional(timeSchema),
  to: t.Optional(timeSchema),
  q: t.Optional(textSchema(60)),
})
export const auditSchema = object({
  id: idSchema,
  actorId: nullable(
    t.String({
      format: 'uuid',
      description: 'Null for what came about in its time',
      examples: ['01956a2c-7f00-7000-8000-000000000002'],
    }),
  ),
  actor: nullable(t.String({ description: 'Name of who did it', examples: ['Asha Rao'] })),
  action: t.String(),
  subjectType: t.String(),
  subjectId: t.String(),
  before: t.Unknown(),
  after: t.Unknown(),
  requestId: t.String(),
  ipAddress: nullable(t.String({ examples: ['203.0.113.7'] })),
  userAgent: nullable(t.String({ examples: ['Mozilla/5.0'] })),
  occurredAt: timeSchema,
})
export const AUDIT_COLUMNS = Object.keys(auditSchema.properties)
type Audit = Static<typeof auditSchema>
const SEARCHED = [
  auditLog.action,
  auditLog.subjectId,
  users.name,
  sql`${auditLog.before}::text`,
  sql`${auditLog.after}::text`,
]

/**
 * Who changed what, newest first; `q` is looked for in the action, the subject, the actor's name and what was
 * before and after.
 */
export async function listAudit(context: Context, page: Static<typeof auditQuery> & IdPage) {
  const rows = await entries(context)
    .where(and(filterOf(page), page.cursor ? lt(auditLog.id, page.cursor) : undefined))
    .orderBy(desc(auditLog.id))
    .limit(rowsToRead(page))
  return toPage(rows, page, auditView)
}

/** One entry. @throws DomainError not_found. */
export async function readAudit(context: Context, id: string): Promise<Audit> {
  const [row] = await entries(context).where(eq(auditLog.id, id))
  if (!row) throw notFound('entry')
  return auditView(row)
}

const entries = ({ db }: Context) =>
  db
    .select({ id: auditLog.id, entry: auditLog, actor: users.name })
    .from(auditLog)
    .leftJoin(users, eq(users.id, auditLog.actorId))

type Row = { entry: typeof auditLog.$inferSelect; actor: string | null }

const auditView = ({ entry, actor }: Row): Audit => ({
  ...entry,
  actor,
  occurredAt: entry.occurredAt.toISOString(),
})

function filterOf({
  actorId,
  action,
  subjectType,
  subjectId,
  requestId,
  from,
  to,
  q,
}: Static<typeof auditQuery>) {
  return and(
    actorId ? eq(auditLog.actorId, actorId) : undefined,
    action ? eq(auditLog.action, action) : undefined,
    subjectType ? eq(auditLog.subjectType, subjectType) : undefined,
    subjectId ? eq(auditLog.subjectId, subjectId) : undefined,
    requestId ? eq(auditLog.requestId, requestId) : undefined,
    from ? gte(auditLog.occurredAt, new Date(from)) : undefined,
    to ? lt(auditLog.occurredAt, new Date(to)) : undefined,
    q ? contains(SEARCHED, q) : undefined,
  )
}

/** Entries as rows of a table; what was before and after as JSON. */
export const auditRows = (items: readonly Audit[]) =>
  items.map((item) => ({
    ...item,
    before: item.before === null ? null : JSON.stringify(item.before),
    after: item.after === null ? null : JSON.stringify(item.after),
  }))
