import { and, asc, desc, eq, exists, gte, inArray, lt } from 'drizzle-orm'
import {
  type AccountKind,
  type EntryKind,
  ledgerAccounts,
  ledgerEntries,
  ledgerPostings,
} from '../../db/schema/index.ts'
import { type IdPage, rowsToRead, toPage } from '../admin/page.ts'
import { notFound } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import type { EntryView } from './entry-view.ts'

type Row = typeof ledgerEntries.$inferSelect
type EntryFilter = IdPage & {
  kind?: EntryKind
  bookingId?: string
  /** A customer or driver who has a posting in it. */
  ownerId?: string
  from?: Date
  to?: Date
}

/** Entries with their postings, newest first. */
export async function listEntries(context: Context, filter: EntryFilter) {
  const { kind, bookingId, ownerId, from, to, cursor } = filter
  const isOwners = ownerId
    ? exists(
        context.db
          .select()
          .from(ledgerPostings)
          .innerJoin(ledgerAccounts, eq(ledgerAccounts.id, ledgerPostings.accountId))
          .where(and(eq(ledgerPostings.entryId, ledgerEntries.id), eq(ledgerAccounts.ownerId, ownerId))),
      )
    : undefined
  const rows = await context.db
    .select()
    .from(ledgerEntries)
    .where(
      and(
        kind ? eq(ledgerEntries.kind, kind) : undefined,
        bookingId ? eq(ledgerEntries.bookingId, bookingId) : undefined,
        isOwners,
        from ? gte(ledgerEntries.postedAt, from) : undefined,
        to ? lt(ledgerEntries.postedAt, to) : undefined,
        cursor ? lt(ledgerEntries.id, cursor) : undefined,
      ),
    )
    .orderBy(desc(ledgerEntries.id))
    .limit(rowsToRead(filter))
  const { items, nextCursor } = toPage(rows, filter, (row) => row)
  return { items: await withPostings(context, items), nextCursor }
}

/** @throws DomainError not_found. */
export async function readEntry(context: Context, id: string): Promise<EntryView> {
  const [view] = await withPostings(
    context,
    await context.db.select().from(ledgerEntries).where(eq(ledgerEntries.id, id)),
  )
  if (!view) throw notFound('entry')
  return view
}

async function withPostings(context: Context, rows: readonly Row[]): Promise<EntryView[]> {
  const ids = rows.map(({ id }) => id)
  const postings = await context.db
    .select({ posting: ledgerPostings, account: ledgerAccounts })
    .from(ledgerPostings)
    .innerJoin(ledgerAccounts, eq(ledgerAccounts.id, ledgerPostings.accountId))
    .where(inArray(ledgerPostings.entryId, ids))
    .orderBy(asc(ledgerPostings.entryId), asc(ledgerPostings.position))
  const byEntry = Map.groupBy(postings, ({ posting }) => posting.entryId)
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    currency: row.currency,
    bookingId: row.bookingId,
    invoiceId: row.invoiceId,
    reversesId: row.reversesId,
    reason: row.reason,
    actorId: row.actorId,
    postedAt: row.postedAt.toISOString(),
    postings: (byEntry.get(row.id) ?? []).map(({ posting, account }) => ({
      ...{ account: account.kind, ownerId: account.ownerId, amount: posting.amountMinor },
    })),
  }))
}

/** The balance of each kind of account in each currency, in minor units, from postings before `at`; all of a currency sum to zero. */
export async function readTrialBalance({ sql }: Context, at: Date) {
  return sql<{ account: AccountKind; currency: string; amount: number }[]>`
    select a.kind as account, a.currency, sum(p.amount_minor)::float8 as amount
    from ledger_postings p join ledger_accounts a on a.id = p.account_id
    where p.posted_at < ${at} group by a.currency, a.kind order by a.currency, a.kind`
}
