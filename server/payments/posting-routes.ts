import { Elysia, t } from 'elysia'
import { LIMITS, only, operators } from '../platform/http/access.ts'
import { integer } from '../platform/http/numbers.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import { filledTextSchema, idParams, keyHeaders, object } from '../platform/http/schemas.ts'
import { adjustCustomer, adjustDriver } from './adjust-balance.ts'
import { currencySchema, entrySchema } from './entry-view.ts'
import { refundBooking } from './refund-booking.ts'
import { reverseEntry } from './reverse-entry.ts'
import { payOut, remitCash } from './settle-driver.ts'

const AMOUNT_MAX = 1_000_000_000_000
const keyOf = (given: typeof keyHeaders.static) => ({ idempotencyKey: given['idempotency-key'] })
const reason = filledTextSchema(500)
const amount = integer({ minimum: 1, maximum: AMOUNT_MAX, description: 'Minor units' })
const transferBody = object({ amount, currency: currencySchema, reason })
const adjustmentBody = object({
  amount: integer({
    ...{ minimum: -AMOUNT_MAX, maximum: AMOUNT_MAX },
    description: 'Minor units: above zero a credit to them, below a debit; not 0',
    examples: [25_000],
  }),
  currency: currencySchema,
  reason,
})
const tags = ['Payments']
const admins = only(['admin'], LIMITS.write)
const posts = {
  headers: keyHeaders,
  params: idParams,
  response: { 200: entrySchema },
}

/** What people post by hand; each is in the audit log. */
export const postingRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'payments.posting-routes', normalize: false })
    .use(http)
    .post(
      '/v1/bookings/:id/refunds',
      ({ context, params, headers, body: { reason, amount, isShared = false } }) => {
        const refund = { bookingId: params.id, reason, isShared, ...keyOf(headers) }
        return refundBooking(context, { ...refund, ...(amount !== undefined && { amountMinor: amount }) })
      },
      {
        ...posts,
        access: operators(LIMITS.write),
        raises: ['not_found', 'nothing_to_refund', 'amount_too_high', 'idempotency_key_reused'],
        body: object({
          amount: t.Optional({ ...amount, description: 'Minor units; all that is left, without it' }),
          isShared: t.Optional(
            t.Boolean({
              description: 'The driver gives back their part of it; otherwise the platform bears all',
            }),
          ),
          reason,
        }),
        detail: { tags, summary: 'Give a customer back what a booking cost, or a part, as a credit' },
      },
    )
    .post(
      '/v1/admin/drivers/:id/adjustments',
      ({ context, params, headers, body: { amount, ...body } }) =>
        adjustDriver(context, { ...body, amountMinor: amount, driverId: params.id, ...keyOf(headers) }),
      {
        ...posts,
        access: admins,
        raises: ['not_found', 'amount_zero', 'idempotency_key_reused'],
        body: adjustmentBody,
        detail: { tags, summary: 'Credit or debit a driver' },
      },
    )
    .post(
      '/v1/admin/customers/:id/adjustments',
      ({ context, params, headers, body: { amount, ...body } }) =>
        adjustCustomer(context, { ...body, amountMinor: amount, customerId: params.id, ...keyOf(headers) }),
      {
        ...posts,
        access: admins,
        raises: ['not_found', 'amount_zero', 'idempotency_key_reused'],
        body: adjustmentBody,
        detail: { tags, summary: 'Credit or debit a customer' },
      },
    )
    .post(
      '/v1/admin/drivers/:id/payouts',
      ({ context, params, headers, body: { amount, ...body } }) =>
        payOut(context, { ...body, amountMinor: amount, driverId: params.id, ...keyOf(headers) }),
      {
        ...posts,
        access: admins,
        raises: ['not_found', 'amount_too_high', 'idempotency_key_reused'],
        body: transferBody,
        detail: { tags, summary: 'Record that a driver was paid; the cash that they hold is set off' },
      },
    )
    .post(
      '/v1/admin/drivers/:id/cash-remittances',
      ({ context, params, headers, body: { amount, ...body } }) =>
        remitCash(context, { ...body, amountMinor: amount, driverId: params.id, ...keyOf(headers) }),
      {
        ...posts,
        access: admins,
        raises: ['not_found', 'amount_too_high', 'idempotency_key_reused'],
        body: transferBody,
        detail: { tags, summary: 'Record that a driver has handed over cash of customers' },
      },
    )
    .post(
      '/v1/admin/ledger/entries/:id/reverse',
      ({ context, params, headers, body }) =>
        reverseEntry(context, { ...body, entryId: params.id, ...keyOf(headers) }),
      {
        ...posts,
        access: admins,
        raises: ['not_found', 'not_reversible', 'already_reversed', 'idempotency_key_reused'],
        body: object({ reason }),
        detail: {
          tags,
          summary: 'Take back an adjustment, payout or remittance by an entry that reverses it',
        },
      },
    )
