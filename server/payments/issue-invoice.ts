import { sql } from 'drizzle-orm'
import { invoiceSeries, invoices } from '../../db/schema/index.ts'
import { recordAudit } from '../admin/record-audit.ts'
import { conflict, DomainError, notFound } from '../errors.ts'
import { readRole } from '../identity/read-role.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { holdAccounts } from './accounts.ts'
import { type InvoiceView, invoiceView } from './invoice-view.ts'

const DAY_MS = 86_400_000
/** Invoices that one run makes; the next makes the rest. */
const RUN_MAX = 200

type Terms = { before: Date; dueInDays: number }
type Input = Terms & { customerId: string; currency: string }

/**
 * Puts what a customer owes, and has been given back, from before `before` and is on no invoice yet, on one. Its number
 * follows the last one of the company's year (UTC), without a gap: the year's row is counted up in the same transaction.
 * @throws DomainError not_found, nothing_to_invoice where they owe nothing.
 */
export async function issueInvoice(context: Context, input: Input): Promise<InvoiceView> {
  if ((await readRole(context, input.customerId)) !== 'customer') throw notFound('customer')
  return inTransaction(context, (tx) => issue(tx, input))
}

async function issue(tx: Context, { customerId, currency, before, dueInDays }: Input): Promise<InvoiceView> {
  const names = [{ account: 'customer_receivable', ownerId: customerId } as const]
  // Held, so that nothing is on two invoices.
  const [accountId] = [...(await holdAccounts(tx, currency, names)).values()] as [string]
  const lines = await readUninvoiced(tx, accountId, before)
  const totalMinor = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  if (totalMinor <= 0)
    throw conflict('nothing_to_invoice', 'The customer owes nothing that is on no invoice.')
  const issuedAt = tx.clock.now()
  const { invoiceCompany: company } = tx.config
  const year = issuedAt.getUTCFullYear()
  const row: typeof invoices.$inferInsert = {
    ...{ id: tx.newId(), company, year, number: await nextNumber(tx, company, year) },
    ...{ customerId, currency, totalMinor, state: 'open', issuedAt },
    dueAt: new Date(issuedAt.getTime() + dueInDays * DAY_MS),
  }
  const [invoice] = await tx.db.insert(invoices).values(row).returning()
  // However many, in one parameter: a statement takes 65,535.
  await tx.db.execute(sql`
    insert into invoice_lines (invoice_id, entry_id, amount_minor)
    select ${row.id}::uuid, l."entryId", l."amountMinor"
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l ("entryId" uuid, "amountMinor" bigint)`)
  const view = invoiceView(invoice as typeof invoices.$inferSelect, issuedAt)
  const subject = { subjectType: 'invoice', subjectId: row.id }
  await recordAudit(tx, { action: 'invoice.issue', ...subject, after: view })
  return view
}

/** What a driver has collected in cash is settled and on no invoice, nor are payments. */
async function readUninvoiced(tx: Context, accountId: string, before: Date) {
  const isSettled = sql`e.kind in ('fare', 'waiting_fee', 'payment_cash', 'payment_card') and exists (
    select from ledger_entries c where c.booking_id = e.booking_id and c.kind in ('payment_cash', 'payment_card'))`
  const rows = await tx.db.execute<{ entryId: string; amountMinor: number }>(sql`
    select e.id as "entryId", p.amount_minor::float8 as "amountMinor"
    from ledger_postings p join ledger_entries e on e.id = p.entry_id
    where p.account_id = ${accountId} and p.posted_at < ${before.toISOString()}::timestamptz
      and e.kind <> 'payment_invoice' and not (${isSettled})
      and not exists (select from invoice_lines l where l.entry_id = e.id and not l.is_void)
    order by p.posted_at, e.id`)
  return rows.map(({ entryId, amountMinor }) => ({ entryId, amountMinor }))
}

async function nextNumber(tx: Context, company: string, year: number): Promise<number> {
  const [series] = await tx.db
    .insert(invoiceSeries)
    .values({ company, year, lastNumber: 1 })
    .onConflictDoUpdate({
      target: [invoiceSeries.company, invoiceSeries.year],
      set: { lastNumber: sql`${invoiceSeries.lastNumber} + 1` },
    })
    .returning({ lastNumber: invoiceSeries.lastNumber })
  return series?.lastNumber as number
}

/** Issues an invoice to each customer who owes something, each by itself; those past the limit are left to the next run. */
export async function runInvoices(context: Context, terms: Terms): Promise<InvoiceView[]> {
  const owing = await context.sql<{ customerId: string; currency: string }[]>`
    select a.owner_id as "customerId", a.currency
    from ledger_accounts a join ledger_postings p on p.account_id = a.id join ledger_entries e on e.id = p.entry_id
    where a.kind = 'customer_receivable' and p.posted_at < ${terms.before} and e.kind <> 'payment_invoice'
      and not exists (select from invoice_lines l where l.entry_id = e.id and not l.is_void)
    group by a.id having sum(p.amount_minor) > 0 order by a.id limit ${RUN_MAX}`
  const issued: InvoiceView[] = []
  for (const customer of owing) {
    try {
      issued.push(await inTransaction(context, (tx) => issue(tx, { ...terms, ...customer })))
    } catch (error) {
      // Another run was quicker with this customer.
      if (!(error instanceof DomainError && error.code === 'nothing_to_invoice')) throw error
    }
  }
  return issued
}
