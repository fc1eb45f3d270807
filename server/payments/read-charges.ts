import { and, asc, eq, sql } from 'drizzle-orm'
import {
  CHARGE_KINDS,
  type EntryKind,
  ledgerAccounts,
  ledgerEntries,
  ledgerPostings,
} from '../../db/schema/index.ts'
import { readBooking } from '../booking/read-booking.ts'
import type { Context } from '../platform/context.ts'

/**
 * What the customer was charged for a booking, has paid for it in cash and was given back, in minor units; what is invoiced
 * is paid by invoice, for all of its bookings at once. @throws DomainError not_found.
 */
export async function readCharges(context: Context, bookingId: string) {
  const { id, customerId, currency, paymentMethod } = await readBooking(context, bookingId)
  const rows = await context.db
    .select({ entry: ledgerEntries, amount: sql<number>`${ledgerPostings.amountMinor}::float8` })
    .from(ledgerEntries)
    .innerJoin(ledgerPostings, eq(ledgerPostings.entryId, ledgerEntries.id))
    .innerJoin(ledgerAccounts, eq(ledgerAccounts.id, ledgerPostings.accountId))
    .where(
      and(
        eq(ledgerEntries.bookingId, id),
        eq(ledgerAccounts.ownerId, customerId),
        eq(ledgerAccounts.kind, 'customer_receivable'),
      ),
    )
    .orderBy(asc(ledgerEntries.postedAt), asc(ledgerEntries.id))
  const sumOf = (kinds: readonly EntryKind[]) =>
    rows.reduce((sum, { entry, amount }) => (kinds.includes(entry.kind) ? sum + amount : sum), 0)
  return {
    bookingId: id,
    paymentMethod,
    charged: { amount: sumOf(CHARGE_KINDS), currency },
    paid: { amount: -sumOf(['payment_cash', 'payment_card']) || 0, currency },
    refunded: { amount: -sumOf(['refund']) || 0, currency },
    lines: rows.map(({ entry: { id: entryId, kind, reason, postedAt }, amount }) => ({
      ...{ entryId, kind, reason, amount, postedAt: postedAt.toISOString() },
    })),
  }
}
