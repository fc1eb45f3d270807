import { and, eq } from 'drizzle-orm'
import { invoiceLines, invoices } from '../../db/schema/index.ts'
import { recordAudit } from '../admin/record-audit.ts'
import { conflict, notFound } from '../errors.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { type InvoiceView, invoiceView } from './invoice-view.ts'
import { postEntries } from './post-entries.ts'

type Input = { id: string; note: string }
type Row = typeof invoices.$inferSelect

/** Records that an open invoice was paid in full, once. @throws DomainError not_found, invoice_not_open (with its state). */
export function payInvoice(context: Context, input: Input): Promise<InvoiceView> {
  return inTransaction(context, async (tx) => {
    const paid = await close(tx, input, { state: 'paid', paidAt: tx.clock.now() })
    const { customerId, totalMinor, currency } = paid
    const postings = [
      { account: 'provider_clearing', amountMinor: totalMinor } as const,
      { account: 'customer_receivable', ownerId: customerId, amountMinor: -totalMinor } as const,
    ]
    const entry = { kind: 'payment_invoice', invoiceId: input.id, reason: input.note, postings } as const
    await postEntries(tx, { currency }, [entry])
    return audited(tx, paid, 'invoice.pay')
  })
}

/**
 * Ends an open invoice that should not be; its number stays used, and what was on it can be put on another.
 * @throws DomainError not_found, invoice_not_open (with its state).
 */
export function voidInvoice(context: Context, input: Input): Promise<InvoiceView> {
  return inTransaction(context, async (tx) => {
    const voided = await close(tx, input, { state: 'void', voidedAt: tx.clock.now() })
    await tx.db.update(invoiceLines).set({ isVoid: true }).where(eq(invoiceLines.invoiceId, input.id))
    return audited(tx, voided, 'invoice.void')
  })
}

async function close(tx: Context, { id, note }: Input, end: Partial<Row>): Promise<Row> {
  const [closed] = await tx.db
    .update(invoices)
    .set({ ...end, note })
    .where(and(eq(invoices.id, id), eq(invoices.state, 'open')))
    .returning()
  if (closed) return closed
  const [invoice] = await tx.db.select({ state: invoices.state }).from(invoices).where(eq(invoices.id, id))
  if (!invoice) throw notFound('invoice')
  throw conflict('invoice_not_open', `The invoice is ${invoice.state}.`, { currentState: invoice.state })
}

async function audited(tx: Context, row: Row, action: string): Promise<InvoiceView> {
  const view = invoiceView(row, tx.clock.now())
  await recordAudit(tx, {
    action,
    subjectType: 'invoice',
    subjectId: row.id,
    before: { state: 'open' },
    after: view,
  })
  return view
}
