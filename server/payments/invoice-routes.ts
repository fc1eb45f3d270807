import { Elysia, t } from 'elysia'
import { idPageQuery } from '../admin/page.ts'
import { LIMITS, only } from '../platform/http/access.ts'
import { csvWhereWanted, describeCsv } from '../platform/http/csv.ts'
import { integer } from '../platform/http/numbers.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import {
  filledTextSchema,
  idParams,
  idSchema,
  object,
  oneOf,
  pageOf,
  timeSchema,
} from '../platform/http/schemas.ts'
import { payInvoice, voidInvoice } from './close-invoice.ts'
import { currencySchema } from './entry-view.ts'
import { type InvoiceView, invoiceDetailSchema, invoiceSchema, invoiceStateSchema } from './invoice-view.ts'
import { issueInvoice, runInvoices } from './issue-invoice.ts'
import { listInvoices, readInvoice } from './read-invoices.ts'

const DUE_DEFAULT_DAYS = 14
const COLUMNS = [
  ...['id', 'number', 'customerId', 'amount', 'currency', 'state', 'isOverdue'],
  ...['issuedAt', 'dueAt', 'paidAt', 'voidedAt', 'note'],
]
const LINE_COLUMNS = ['number', 'entryId', 'kind', 'bookingId', 'reason', 'amount', 'currency', 'postedAt']
const terms = {
  before: t.Optional({ ...timeSchema, description: 'What was posted before; now, without it' }),
  dueInDays: t.Optional(integer({ minimum: 0, maximum: 365, default: DUE_DEFAULT_DAYS })),
}
const customers = only(['customer', 'operator', 'admin'])
const admins = only(['admin'], LIMITS.write)
const tags = ['Invoices']

const rowOf = ({ total, isOverdue, ...invoice }: InvoiceView) => ({
  ...{ ...invoice, ...total, isOverdue: String(isOverdue) },
})

export const invoiceRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'payments.invoice-routes', normalize: false })
    .use(http)
    .get(
      '/v1/invoices',
      ({ context, query: { overdue, ...query } }) =>
        listInvoices(context, { ...query, ...(overdue && { isOverdue: true }) }),
      {
        access: customers,
        query: object({
          ...idPageQuery,
          customerId: t.Optional(idSchema),
          state: t.Optional(invoiceStateSchema),
          overdue: t.Optional(oneOf(['true'])),
        }),
        mapResponse: ({ headers, responseValue }) =>
          csvWhereWanted(headers.accept, COLUMNS, responseValue, (items) => items.map(rowOf)),
        response: { 200: pageOf(invoiceSchema) },
        detail: {
          tags,
          summary: 'Invoices that the caller may see, newest first',
          responses: describeCsv(COLUMNS),
        },
      },
    )
    .get('/v1/invoices/:id', ({ context, params }) => readInvoice(context, params.id), {
      access: customers,
      raises: ['not_found'],
      params: idParams,
      mapResponse: ({ headers, responseValue }) => {
        if (responseValue instanceof Response) return undefined
        const { number, total, lines } = responseValue
        const items = lines.map((line) => ({ ...line, number, currency: total.currency }))
        return csvWhereWanted(headers.accept, LINE_COLUMNS, { items })
      },
      response: { 200: invoiceDetailSchema },
      detail: { tags, summary: 'An invoice with its lines', responses: describeCsv(LINE_COLUMNS) },
    })
    .post(
      '/v1/admin/invoices',
      async ({ context, body: { before, dueInDays = DUE_DEFAULT_DAYS, ...body }, status }) => {
        const until = before ? new Date(before) : context.clock.now()
        return status(201, await issueInvoice(context, { ...body, dueInDays, before: until }))
      },
      {
        access: admins,
        raises: ['not_found', 'nothing_to_invoice'],
        body: object({ customerId: idSchema, currency: currencySchema, ...terms }),
        response: { 201: invoiceSchema },
        detail: { tags, summary: 'Invoice a customer for what they owe and is on no invoice yet' },
      },
    )
    .post(
      '/v1/admin/invoice-runs',
      async ({ context, body: { before, dueInDays = DUE_DEFAULT_DAYS } }) => {
        const until = before ? new Date(before) : context.clock.now()
        return { items: await runInvoices(context, { dueInDays, before: until }), nextCursor: null }
      },
      {
        access: admins,
        body: object(terms),
        response: { 200: object({ items: t.Array(invoiceSchema), nextCursor: t.Null() }) },
        detail: { tags, summary: 'Invoice up to 200 customers who owe something; again for the rest' },
      },
    )
    .post(
      '/v1/admin/invoices/:id/pay',
      ({ context, params, body }) => payInvoice(context, { id: params.id, note: body.reference }),
      {
        access: admins,
        raises: ['not_found', 'invoice_not_open'],
        params: idParams,
        body: object({ reference: { ...filledTextSchema(200), examples: ['UTR 2211000873'] } }),
        response: { 200: invoiceSchema },
        detail: { tags, summary: 'Record that an invoice was paid' },
      },
    )
    .post(
      '/v1/admin/invoices/:id/void',
      ({ context, params, body }) => voidInvoice(context, { id: params.id, note: body.reason }),
      {
        access: admins,
        raises: ['not_found', 'invoice_not_open'],
        params: idParams,
        body: object({ reason: filledTextSchema(500) }),
        response: { 200: invoiceSchema },
        detail: { tags, summary: 'End an invoice that should not be; what was on it can be invoiced again' },
      },
    )
