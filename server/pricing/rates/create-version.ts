import { rateCards } from '../../../db/schema/index.ts'
import { recordAudit } from '../../admin/record-audit.ts'
import { pricesChannel } from '../../platform/channels.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { holdName } from '../../platform/hold-name.ts'
import { planVersion } from './plan-version.ts'
import { type Draft, rateCardView } from './rate-card-schemas.ts'

/**
 * Adds a version of a market's and class's rate card; it holds from its start until the next one starts. Two admins of one
 * market wait for each other: each version has a number and a start of its own. Tells every process after the commit.
 * @throws DomainError rate_card_unknown, rate_card_invalid, market_unknown, start_out_of_range, start_taken,
 * currency_differs, version_mismatch, too_many_upcoming.
 */
export async function createVersion(context: Context, draft: Draft) {
  // Whatever is wrong with the draft alone is told without a lock; it also names the market to hold.
  const { market } = (await planVersion(context, draft)).version
  const plan = await inTransaction(context, async (tx) => {
    await holdMarket(tx, market)
    const plan = await planVersion(tx, draft)
    await tx.db.insert(rateCards).values(plan.version)
    await recordAudit(tx, {
      action: 'rate_card.create',
      subjectType: 'rate_card',
      subjectId: plan.version.id,
      before: plan.replaced,
      after: plan.version,
    })
    return plan
  })
  context.broadcast.publish(pricesChannel(), {})
  return rateCardView(plan.version, plan.endsAt, context.clock.now())
}

/** Until the transaction ends nobody else changes the versions of this market; currency and starts are rules across rows. */
export async function holdMarket(tx: Context, market: string): Promise<void> {
  await holdName(tx, `rate-cards:${market}`)
}
