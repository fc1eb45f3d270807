import { eq } from 'drizzle-orm'
import { rateCards } from '../../../db/schema/index.ts'
import { recordAudit } from '../../admin/record-audit.ts'
import { conflict, notFound } from '../../errors.ts'
import { pricesChannel } from '../../platform/channels.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { RATE_CARDS_TTL_MS } from '../price-book.ts'
import type { RateCard } from '../price-haul.ts'
import { holdMarket } from './create-version.ts'
import { rateCardView } from './rate-card-schemas.ts'

/**
 * Takes a version back that has not started; the one before it goes on. Refused from a minute before its start: a process
 * that does not hear of it, because a broadcast was lost, would put it in force all the same.
 * @throws DomainError not_found, rate_card_started, rate_card_withdrawn.
 */
export async function withdrawVersion(context: Context, { id }: { id: string }) {
  const withdrawn = await inTransaction(context, async (tx) => {
    const found = await findVersion(tx, id)
    await holdMarket(tx, found.market)
    const before = await findVersion(tx, id)
    const now = tx.clock.now()
    if (before.withdrawnAt) throw conflict('rate_card_withdrawn', 'This version was withdrawn before.')
    if (before.startsAt.getTime() - now.getTime() <= RATE_CARDS_TTL_MS)
      throw conflict('rate_card_started', 'This version has started, or will within a minute.', {
        startsAt: before.startsAt.toISOString(),
      })
    const after = { ...before, withdrawnAt: now }
    await tx.db.update(rateCards).set({ withdrawnAt: now }).where(eq(rateCards.id, id))
    const subject = { subjectType: 'rate_card', subjectId: id }
    await recordAudit(tx, { action: 'rate_card.withdraw', ...subject, before, after })
    return after
  })
  context.broadcast.publish(pricesChannel(), {})
  return rateCardView(withdrawn, null, context.clock.now())
}

async function findVersion({ db }: Context, id: string): Promise<RateCard> {
  const [row] = await db.select().from(rateCards).where(eq(rateCards.id, id))
  if (!row) throw notFound('version of a rate card')
  return row
}
