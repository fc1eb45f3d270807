import { sql } from 'drizzle-orm'
import { dispatchDecisions } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import { findLeftOut } from './find-left-out.ts'
import type { Search } from './read-searches.ts'

type Decision = Omit<typeof dispatchDecisions.$inferInsert, 'id' | 'decidedAt'>

/** The newest decisions that are kept of each booking. */
export const DECISIONS_PER_BOOKING_MAX = 100
/** Rows of one statement: each has its candidates. */
const ROWS_AT_ONCE = 200

/** What a search's decision tells: who came into question, who stood near and did not, and what the match made of them. */
export function explain(context: Context, search: Search) {
  const { booking, radiusM, hour, candidates, unmatchedCostS, greedyDriverId, batch } = search
  const known = new Set(candidates.map(({ driverId }) => driverId))
  const leftOut = findLeftOut(context, booking, { hour, known })
  return { radiusM, candidates: [...candidates, ...leftOut], unmatchedCostS, greedyDriverId, batch }
}

/** Keeps why a driver was chosen, or none, in the caller's transaction. */
export const keepDecision = (context: Context, decision: Decision): Promise<void> =>
  keepDecisions(context, [decision])

/** Keeps decisions, and of each of their bookings only so many. */
export async function keepDecisions(context: Context, decisions: readonly Decision[]): Promise<void> {
  const decidedAt = context.clock.now()
  for (let from = 0; from < decisions.length; from += ROWS_AT_ONCE) {
    const some = decisions.slice(from, from + ROWS_AT_ONCE)
    const rows = some.map((decision) => ({ ...decision, id: context.newId(), decidedAt }))
    await context.db.insert(dispatchDecisions).values(rows)
    const ids = sql.join(
      some.map(({ bookingId }) => sql`(${bookingId}::uuid)`),
      sql`, `,
    )
    await context.db.execute(sql`
      delete from dispatch_decisions where id in (
        select old.id from (values ${ids}) as of(booking_id) cross join lateral (
          select id from dispatch_decisions d where d.booking_id = of.booking_id
          order by d.id desc offset ${DECISIONS_PER_BOOKING_MAX}) old)`)
  }
}
