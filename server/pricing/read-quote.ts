import { eq } from 'drizzle-orm'
import { quotes } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'

/** Where and when a quote was asked for; undefined for one that is gone. */
export async function readQuote({ db }: Pick<Context, 'db'>, quoteId: string) {
  const [quote] = await db
    .select({ pickup: quotes.pickup, createdAt: quotes.createdAt })
    .from(quotes)
    .where(eq(quotes.id, quoteId))
  return quote
}
