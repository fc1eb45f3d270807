import { auditLog } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'

export type Audited = {
  action: string
  subjectType: string
  subjectId: string
  before?: unknown
  after: unknown
}

/** Rows of one statement. */
const ROWS_AT_ONCE = 500
/** What no record of a change may keep, whatever table the row is of. */
const IS_SECRET = /password|secret|token/i

/** Notes who changed what, and from where; to be called in the transaction of the change. */
export const recordAudit = (context: Context, audited: Audited): Promise<void> =>
  recordAudits(context, [audited])

/** Notes many changes of one request. */
export async function recordAudits(context: Context, changes: readonly Audited[]): Promise<void> {
  const { actor, requestId, origin } = context
  if (actor.role === 'anonymous') throw new Error('nobody changes anything without a sign-in')
  const occurredAt = context.clock.now()
  for (let from = 0; from < changes.length; from += ROWS_AT_ONCE) {
    const rows = changes.slice(from, from + ROWS_AT_ONCE).map(({ before, after, ...change }) => ({
      ...change,
      id: context.newId(),
      before: withoutSecrets(before),
      after: withoutSecrets(after),
      actorId: 'id' in actor ? actor.id : null,
      requestId,
      ipAddress: origin?.ipAddress ?? null,
      userAgent: origin?.userAgent ?? null,
      occurredAt,
    }))
    await context.db.insert(auditLog).values(rows)
  }
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  const open = Object.entries(value).filter(([name]) => !IS_SECRET.test(name))
  return Object.fromEntries(open.map(([name, member]) => [name, withoutSecrets(member)]))
}
