import { t } from 'elysia'
import { ENTRY_KINDS } from '../../db/schema/ledger.ts'
import { PAYMENT_METHODS } from '../../db/schema/payment-method.ts'
import { idPageQuery } from '../admin/page.ts'
import { idSchema, moneySchema, nullable, object, oneOf, timeSchema } from '../platform/http/schemas.ts'
import { currencySchema, kindSchema } from './entry-view.ts'
import { CHARGES_EXAMPLE, EARNED_HAUL_EXAMPLE, EARNINGS_EXAMPLE, STATEMENT_EXAMPLE } from './examples.ts'

const dateSchema = t.String({
  pattern: '^(19|20|21)\\d{2}-\\d{2}-\\d{2}$',
  description: 'a date of the calendar, of the years 1900 to 2199',
})
const earned = {
  currency: currencySchema,
  fares: t.Integer(),
  commission: t.Integer({ description: 'What the platform takes of the fares' }),
  share: t.Integer({ description: 'The fares less the commission' }),
  waitingFees: t.Integer(),
  cancellationFees: t.Integer({ description: 'Of bookings that were cancelled when they had set out' }),
  refunds: t.Integer({ description: 'What they gave back of refunds that were shared' }),
  adjustments: t.Integer(),
  earned: t.Integer({ description: 'Share, fees and adjustments less refunds' }),
  cashCollected: t.Integer(),
}
const figures = {
  ...earned,
  trips: t.Integer(),
  cashRemitted: t.Integer(),
  paidOut: t.Integer(),
}
const zoneSchema = t.String({ description: 'IANA time zone, of the market of their first haul' })

/** Amounts are in minor units of `currency`. */
export const earningsSchema = object(
  {
    trips: t.Integer(),
    totals: t.Array(moneySchema, { description: 'Fares of completed hauls' }),
    timeZone: zoneSchema,
    currencies: t.Array(
      object({
        ...figures,
        balance: t.Integer({ description: 'At `to`: above zero owed to the driver, below owed by them' }),
      }),
    ),
    days: t.Array(object({ day: dateSchema, ...figures }), {
      description: 'Of `timeZone`, those with anything',
    }),
  },
  { examples: [EARNINGS_EXAMPLE] },
)
export const earnedHaulSchema = object(
  { bookingId: idSchema, at: timeSchema, ...earned },
  { examples: [EARNED_HAUL_EXAMPLE] },
)
export const haulsQuery = object({
  from: timeSchema,
  to: timeSchema,
  ...idPageQuery,
})

const lineSchema = object({
  kind: oneOf(['opening_balance', ...ENTRY_KINDS, 'closing_balance']),
  localTime: t.String({ description: 'In `timeZone`' }),
  entryId: nullable(idSchema),
  bookingId: nullable(idSchema),
  invoiceId: nullable(idSchema),
  reason: nullable(t.String()),
  currency: currencySchema,
  amount: t.Integer({ description: 'Minor units' }),
  balance: t.Integer({ description: 'After it: what the customer owes, or the driver is owed' }),
})
export const statementSchema = object(
  {
    party: oneOf(['driver', 'customer']),
    ownerId: idSchema,
    timeZone: zoneSchema,
    from: dateSchema,
    to: dateSchema,
    isFinal: t.Boolean({ description: 'The period is over: it will always say the same' }),
    items: t.Array(lineSchema),
    nextCursor: t.Null(),
  },
  { examples: [STATEMENT_EXAMPLE] },
)
export const STATEMENT_COLUMNS = Object.keys(lineSchema.properties)
export const statementQuery = object({
  from: { ...dateSchema, description: 'The first day', examples: ['2026-03-01'] },
  to: { ...dateSchema, description: 'The day after the last', examples: ['2026-04-01'] },
  timeZone: t.Optional({
    ...t.String({ maxLength: 60 }),
    description: 'IANA time zone of the dates; that of their first haul, without it',
    examples: ['Asia/Kolkata'],
  }),
})

export const chargesSchema = object(
  {
    bookingId: idSchema,
    paymentMethod: oneOf(PAYMENT_METHODS),
    charged: moneySchema,
    paid: moneySchema,
    refunded: moneySchema,
    lines: t.Array(
      object({
        entryId: idSchema,
        kind: kindSchema,
        reason: nullable(t.String()),
        amount: t.Integer({ description: 'Minor units: above zero owed, below paid or given back' }),
        postedAt: timeSchema,
      }),
    ),
  },
  { examples: [CHARGES_EXAMPLE] },
)
