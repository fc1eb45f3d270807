import { and, desc, eq, lt, lte, sql } from 'drizzle-orm'
import { isUniqueViolation } from '../../db/connect.ts'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import { commissionTerms } from '../../db/schema/index.ts'
import { type IdPage, rowsToRead, toPage } from '../admin/page.ts'
import { recordAudit } from '../admin/record-audit.ts'
import { conflict, invalid } from '../errors.ts'
import { actorId, type Context, inTransaction } from '../platform/context.ts'
import type { CommissionShare } from './commission.ts'

type Of = { market: string; vehicleClass: VehicleClass }
type NewTerms = Of & CommissionShare & { startsAt?: Date }

/** The terms that were in force at a time; without any of the market and class the configured share, untaxed. */
export async function readShare(
  context: Context,
  { market, vehicleClass }: Of,
  at: Date,
): Promise<CommissionShare> {
  const [terms] = await context.db
    .select({ sharePermille: commissionTerms.sharePermille, taxPermille: commissionTerms.taxPermille })
    .from(commissionTerms)
    .where(
      and(
        eq(commissionTerms.market, market),
        eq(commissionTerms.vehicleClass, vehicleClass),
        lte(commissionTerms.startsAt, at),
      ),
    )
    .orderBy(desc(commissionTerms.startsAt), desc(commissionTerms.version))
    .limit(1)
  return terms ?? { sharePermille: context.config.commissionPermille, taxPermille: 0 }
}

/**
 * Sets the share of a market and class from a time on, which is not past: what was booked before stays as it was agreed.
 * @throws DomainError starts_in_past, version_mismatch when another admin was quicker.
 */
export async function setCommission(context: Context, { startsAt, ...terms }: NewTerms) {
  const now = context.clock.now()
  if (startsAt && startsAt < now) throw invalid('starts_in_past', 'startsAt', 'Must not lie in the past.')
  const { market, vehicleClass } = terms
  try {
    return await inTransaction(context, async (tx) => {
      const [last] = await tx.db
        .select({ version: sql<number>`coalesce(max(${commissionTerms.version}), 0)::int` })
        .from(commissionTerms)
        .where(and(eq(commissionTerms.market, market), eq(commissionTerms.vehicleClass, vehicleClass)))
      const row = {
        ...{ id: tx.newId(), ...terms, version: (last?.version ?? 0) + 1, startsAt: startsAt ?? now },
        ...{ createdBy: actorId(tx), createdAt: now },
      }
      await tx.db.insert(commissionTerms).values(row)
      await recordAudit(tx, {
        ...{ action: 'commission.set', subjectType: 'commission', subjectId: `${market} ${vehicleClass}` },
        after: row,
      })
      return termsView(row)
    })
  } catch (error) {
    if (!isUniqueViolation(error, 'commission_terms_version_key')) throw error
    throw conflict('version_mismatch', 'Another admin has set this commission at the same time.')
  }
}

export async function listCommissions(context: Context, page: IdPage & Partial<Of>) {
  const { market, vehicleClass, cursor } = page
  const rows = await context.db
    .select()
    .from(commissionTerms)
    .where(
      and(
        market ? eq(commissionTerms.market, market) : undefined,
        vehicleClass ? eq(commissionTerms.vehicleClass, vehicleClass) : undefined,
        cursor ? lt(commissionTerms.id, cursor) : undefined,
      ),
    )
    .orderBy(desc(commissionTerms.id))
    .limit(rowsToRead(page))
  return toPage(rows, page, termsView)
}

const termsView = ({ startsAt, createdAt, ...row }: typeof commissionTerms.$inferSelect) => ({
  ...row,
  startsAt: startsAt.toISOString(),
  createdAt: createdAt.toISOString(),
})
