import { dispatchDecisions } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'

type Decision = Omit<typeof dispatchDecisions.$inferInsert, 'id' | 'decidedAt'>

/** Keeps why a driver was chosen, or none, in the caller's transaction. */
export async function keepDecision(context: Context, decision: Decision): Promise<void> {
  await context.db
    .insert(dispatchDecisions)
    .values({ ...decision, id: context.newId(), decidedAt: context.clock.now() })
}
