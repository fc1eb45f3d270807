import { and, asc, desc, eq, lt } from 'drizzle-orm'
import { invoiceLines, invoices, ledgerEntries } from '../../db/schema/index.ts'
import { type IdPage, rowsToRead, toPage } from '../admin/page.ts'
import { notFound } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import { invoiceView } from './invoice-view.ts'

type Filter = IdPage & { customerId?: string; state?: 'open' | 'paid' | 'void'; isOverdue?: boolean }

/** Customers see their own, operators all. */
const visibleTo = ({ actor }: Context) =>
  actor.role === 'customer' ? eq(invoices.customerId, actor.id) : undefined

/** Invoices that the actor may see, newest first. */
export async function listInvoices(context: Context, filter: Filter) {
  const { customerId, state, isOverdue, cursor } = filter
  const now = context.clock.now()
  const rows = await context.db
    .select()
    .from(invoices)
    .where(
      and(
        visibleTo(context),
        customerId ? eq(invoices.customerId, customerId) : undefined,
        state ? eq(invoices.state, state) : undefined,
        isOverdue ? and(eq(invoices.state, 'open'), lt(invoices.dueAt, now)) : undefined,
        cursor ? lt(invoices.id, cursor) : undefined,
      ),
    )
    .orderBy(desc(invoices.id))
    .limit(rowsToRead(filter))
  return toPage(rows, filter, (row) => invoiceView(row, now))
}

/** An invoice with its lines. @throws DomainError not_found, also for another customer's. */
export async function readInvoice(context: Context, id: string) {
  const [invoice] = await context.db
    .select()
    .from(invoices)
    .where(and(eq(invoices.id, id), visibleTo(context)))
  if (!invoice) throw notFound('invoice')
  const lines = await context.db
    .select({ line: invoiceLines, entry: ledgerEntries })
    .from(invoiceLines)
    .innerJoin(ledgerEntries, eq(ledgerEntries.id, invoiceLines.entryId))
    .where(eq(invoiceLines.invoiceId, id))
    .orderBy(asc(ledgerEntries.postedAt), asc(ledgerEntries.id))
  return {
    ...invoiceView(invoice, context.clock.now()),
    lines: lines.map(({ line, entry: { id: entryId, kind, bookingId, reason, postedAt } }) => ({
      ...{ entryId, kind, bookingId, reason, amount: line.amountMinor, postedAt: postedAt.toISOString() },
    })),
  }
}
