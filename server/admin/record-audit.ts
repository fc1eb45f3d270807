import { auditLog } from '../../db/schema/index.ts'
import { actorId, type Context } from '../platform/context.ts'

type Audited = { action: string; subjectType: string; subjectId: string; before?: unknown; after: unknown }

/** Notes who changed what; to be called in the transaction of the change. */
export async function recordAudit(context: Context, audited: Audited): Promise<void> {
  await context.db.insert(auditLog).values({
    ...audited,
    id: context.newId(),
    actorId: actorId(context),
    requestId: context.requestId,
    occurredAt: context.clock.now(),
  })
}
