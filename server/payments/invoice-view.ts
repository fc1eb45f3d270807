import { type Static, t } from 'elysia'
import type { invoices } from '../../db/schema/index.ts'
import { idSchema, moneySchema, nullable, object, oneOf, timeSchema } from '../platform/http/schemas.ts'
import { kindSchema } from './entry-view.ts'
import { INVOICE_DETAIL_EXAMPLE, INVOICE_EXAMPLE } from './examples.ts'

const NUMBER_DIGITS = 6

export const invoiceStateSchema = oneOf(['open', 'paid', 'void'])
export const invoiceSchema = object(
  {
    id: idSchema,
    number: t.String({
      description: 'Company, year and a count without gaps',
      examples: ['HEXHAUL-2026-000041'],
    }),
    customerId: idSchema,
    total: moneySchema,
    state: invoiceStateSchema,
    isOverdue: t.Boolean(),
    issuedAt: timeSchema,
    dueAt: timeSchema,
    paidAt: nullable(timeSchema),
    voidedAt: nullable(timeSchema),
    note: nullable(t.String({ description: 'The reference of the payment, or why it was voided' })),
  },
  { examples: [INVOICE_EXAMPLE] },
)
export const invoiceDetailSchema = object(
  {
    ...invoiceSchema.properties,
    lines: t.Array(
      object({
        entryId: idSchema,
        kind: kindSchema,
        bookingId: nullable(idSchema),
        reason: nullable(t.String()),
        amount: t.Integer({
          description: 'Minor units of the total’s currency; below zero for what was given back',
        }),
        postedAt: timeSchema,
      }),
    ),
  },
  { examples: [INVOICE_DETAIL_EXAMPLE] },
)
export type InvoiceView = Static<typeof invoiceSchema>

export function invoiceView(row: typeof invoices.$inferSelect, now: Date): InvoiceView {
  return {
    id: row.id,
    number: `${row.company}-${row.year}-${String(row.number).padStart(NUMBER_DIGITS, '0')}`,
    customerId: row.customerId,
    total: { amount: row.totalMinor, currency: row.currency },
    state: row.state,
    isOverdue: row.state === 'open' && row.dueAt < now,
    issuedAt: row.issuedAt.toISOString(),
    dueAt: row.dueAt.toISOString(),
    paidAt: row.paidAt?.toISOString() ?? null,
    voidedAt: row.voidedAt?.toISOString() ?? null,
    note: row.note,
  }
}
