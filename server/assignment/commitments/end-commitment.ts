import { and, eq } from 'drizzle-orm'
import { commitments } from '../../../db/schema/index.ts'
import type { CommitmentState } from '../../../db/schema/schedule.ts'
import type { Context } from '../../platform/context.ts'

type Ending = {
  bookingId: string
  outcome: Exclude<CommitmentState, 'held'>
  reason?: string
}

/** Ends the promise that is held for a booking, in the caller's transaction, which holds the booking; undefined without one. */
export async function endCommitment(tx: Context, { bookingId, outcome, reason }: Ending) {
  const [ended] = await tx.db
    .update(commitments)
    .set({ state: outcome, endedAt: tx.clock.now(), endReason: reason ?? null })
    .where(and(eq(commitments.bookingId, bookingId), eq(commitments.state, 'held')))
    .returning()
  if (ended) tx.metrics.commitmentsEnded.inc({ outcome })
  return ended
}
