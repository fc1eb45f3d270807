import { and, desc, eq, ne, sql } from 'drizzle-orm'
import { surgeCells, surgePublications } from '../../../db/schema/index.ts'
import { surgeChannel } from '../../platform/channels.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { appendEvents } from '../../platform/event-log/append-events.ts'
import type { EventData } from '../../platform/event-log/events.ts'
import { holdName } from '../../platform/hold-name.ts'
import type { SurgePublication } from './market-surge.ts'
import { cellsInForce } from './recompute-market.ts'

/**
 * Publishes a market's multipliers in one transaction: the table that quotes go by, the history, and the event; tells the
 * sockets and price books after the commit. False when another publication has come after the one that this one follows:
 * two workers that both take a market for theirs then do not undo each other, the later one starts from what there is.
 */
export async function storePublication(
  context: Context,
  publication: SurgePublication,
  followedId: string | null,
): Promise<boolean> {
  const { market, publishedAt } = publication
  const inForce = cellsInForce(publication.cells)
  // A market has some 2,400 cells: as an event they are half of what one may be.
  const data: EventData<'surge.published'> = {
    market,
    cells: inForce.map(({ cell, multiplierPermille }) => ({ cell, multiplierPermille })),
  }
  const isStored = await inTransaction(context, async (tx) => {
    await holdName(tx, `surge ${market}`)
    const [latest] = await tx.db
      .select({ id: surgePublications.id })
      .from(surgePublications)
      .where(eq(surgePublications.market, market))
      .orderBy(desc(surgePublications.publishedAt))
      .limit(1)
    if ((latest?.id ?? null) !== followedId) return false
    await tx.db.insert(surgePublications).values(publication)
    if (inForce.length > 0) {
      const rows = inForce.map(({ cell, multiplierPermille, inputs }) => ({
        ...{ cell, market, multiplierPermille, inputs, publishedAt },
      }))
      await tx.db
        .insert(surgeCells)
        .values(rows)
        .onConflictDoUpdate({
          target: surgeCells.cell,
          set: {
            market: sql`excluded.market`,
            multiplierPermille: sql`excluded.multiplier_permille`,
            inputs: sql`excluded.inputs`,
            publishedAt: sql`excluded.published_at`,
          },
        })
    }
    await tx.db
      .delete(surgeCells)
      .where(and(eq(surgeCells.market, market), ne(surgeCells.publishedAt, publishedAt)))
    await appendEvents(tx, [{ type: 'surge.published', key: market, data }])
    return true
  })
  if (isStored) context.broadcast.publish(surgeChannel(), data)
  return isStored
}
