import { type EntryKind, ledgerEntries, ledgerPostings } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import { type AccountName, accountKey, openAccounts } from './accounts.ts'

type EntryRow = typeof ledgerEntries.$inferSelect
/** In minor units: a debit above zero, a credit below. */
export type Posting = AccountName & { amountMinor: number }
export type NewEntry = {
  kind: EntryKind
  postings: readonly Posting[]
  reason?: string
  invoiceId?: string
  reversesId?: string
  /** Who posted it by hand, and the request that it came of. */
  byHand?: { actorId: string; idempotencyKey: string; requestHash: string }
}
/** What entries that are posted together have in common. */
type Common = { currency: string; bookingId?: string | null; market?: string | null }

/**
 * Appends entries to the books, in the transaction of what causes them. The database refuses at the commit what does not
 * sum to zero, and at once what a booking may cause only once.
 */
export async function postEntries(
  tx: Context,
  common: Common,
  entries: readonly NewEntry[],
): Promise<EntryRow[]> {
  if (entries.length === 0) return []
  const { currency } = common
  const accounts = await openAccounts(
    tx,
    currency,
    entries.flatMap(({ postings }) => postings),
  )
  const postedAt = tx.clock.now()
  const rows = entries.map(({ postings, byHand, ...entry }) => ({
    ...{ id: tx.newId(), ...common, ...entry, ...byHand, postingCount: postings.length, postedAt },
  }))
  const posted = await tx.db.insert(ledgerEntries).values(rows).returning()
  await tx.db.insert(ledgerPostings).values(
    entries.flatMap(({ postings }, at) =>
      postings.map((posting, position) => ({
        entryId: rows[at]?.id as string,
        position,
        accountId: accounts.get(accountKey(posting)) as string,
        currency,
        amountMinor: posting.amountMinor,
        postedAt,
      })),
    ),
  )
  return posted
}
