import { eq, getTableColumns, sql } from 'drizzle-orm'
import { quotes, rateCards } from '../../db/schema/index.ts'
import { statementOf } from '../../db/statement-of.ts'
import type { Context } from '../platform/context.ts'
import type { RateCard } from '../pricing/price-haul.ts'
import type { BookingRow } from './move-booking.ts'

const termsOf = statementOf((db) =>
  db
    .select(getTableColumns(rateCards))
    .from(rateCards)
    .innerJoin(quotes, eq(quotes.rateCardId, rateCards.id))
    .where(eq(quotes.id, sql.placeholder('quoteId')))
    .prepare('terms of a booking'),
)

/** The version of the rate card that a booking was priced by, whatever version is in force now. */
export async function readTerms(
  { db }: Pick<Context, 'db'>,
  { id, quoteId }: Pick<BookingRow, 'id' | 'quoteId'>,
): Promise<RateCard> {
  const [terms] = await termsOf(db).execute({ quoteId })
  if (!terms) throw new Error(`booking ${id} has no rate card`)
  return terms
}
