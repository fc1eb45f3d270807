import { and, eq, isNull, lte } from 'drizzle-orm'
import { isUniqueViolation } from '../../../db/connect.ts'
import { surgeControls } from '../../../db/schema/index.ts'
import { recordAudit } from '../../admin/record-audit.ts'
import { conflict, invalid, notFound } from '../../errors.ts'
import { surgeSteeredChannel } from '../../platform/channels.ts'
import { actorId, type Context, inTransaction } from '../../platform/context.ts'
import { assertMarket } from './assert-market.ts'
import type { SurgeControl } from './market-surge.ts'
import { controlView } from './surge-schemas.ts'

type Hand = {
  market: string
  kind: SurgeControl['kind']
  multiplier?: number
  reason: string
  expiresAt?: string
}

/**
 * Freezes a market's multipliers as they are, or sets one for all of it, until it expires or is ended; in force from the
 * next publication on, which comes at once. One whose time is over makes room.
 * @throws DomainError market_unknown, multiplier_misplaced, expiry_past, surge_in_hand.
 */
export async function takeInHand(context: Context, { multiplier, ...hand }: Hand) {
  const now = context.clock.now()
  assertMarket(hand.market)
  if ((hand.kind === 'override') !== (multiplier !== undefined))
    throw invalid('multiplier_misplaced', 'multiplier', 'An override has a multiplier, a freeze has none.')
  const expiresAt = hand.expiresAt ? new Date(hand.expiresAt) : null
  // Also false for a time that no calendar has.
  if (expiresAt && !(expiresAt > now)) throw invalid('expiry_past', 'expiresAt', 'Must be a time to come.')
  const row: SurgeControl = {
    ...hand,
    id: context.newId(),
    multiplierPermille: multiplier === undefined ? null : Math.round(multiplier * 1_000),
    createdBy: actorId(context),
    createdAt: now,
    expiresAt,
    endedAt: null,
    endedBy: null,
  }
  const ofMarket = and(eq(surgeControls.market, hand.market), isNull(surgeControls.endedAt))
  try {
    await inTransaction(context, async (tx) => {
      await tx.db
        .update(surgeControls)
        .set({ endedAt: surgeControls.expiresAt })
        .where(and(ofMarket, lte(surgeControls.expiresAt, now)))
      await tx.db.insert(surgeControls).values(row)
      await audit(tx, `surge.${row.kind}`, null, row)
    })
  } catch (error) {
    if (isUniqueViolation(error, 'surge_controls_live_key'))
      throw conflict('surge_in_hand', 'The market is frozen or overridden already; end that first.')
    throw error
  }
  context.broadcast.publish(surgeSteeredChannel(), {})
  return controlView(row)
}

/** Gives a market back to demand and supply. @throws DomainError not_found, surge_hand_ended. */
export async function endControl(context: Context, { id }: { id: string }) {
  const after = await inTransaction(context, async (tx) => {
    const [before] = await tx.db.select().from(surgeControls).where(eq(surgeControls.id, id)).for('update')
    if (!before) throw notFound('hand on surge')
    if (before.endedAt) throw conflict('surge_hand_ended', 'It has ended already.')
    const after = { ...before, endedAt: tx.clock.now(), endedBy: actorId(tx) }
    await tx.db.update(surgeControls).set(after).where(eq(surgeControls.id, id))
    await audit(tx, `surge.${before.kind}_end`, before, after)
    return after
  })
  context.broadcast.publish(surgeSteeredChannel(), {})
  return controlView(after)
}

const audit = (tx: Context, action: string, before: SurgeControl | null, after: SurgeControl) =>
  recordAudit(tx, { action, subjectType: 'market', subjectId: after.market, before, after })
