/* The examples of the API document that must agree with themselves: the haul of the other examples, paid in cash. */
const id = (n: number) => `01956a2c-7f00-7000-8000-${String(n).padStart(12, '0')}`
const [bookingId, customerId, driverId] = [id(1), id(3), id(4)]
const [fareId, commissionId, cashId, refundId, invoiceId] = [id(21), id(22), id(23), id(24), id(25)]
const currency = 'INR'
const postedAt = '2026-03-02T10:05:00.000Z'
const timeZone = 'Asia/Kolkata'

export const ENTRY_EXAMPLE = {
  ...{ id: refundId, kind: 'refund', currency, bookingId, invoiceId: null, reversesId: null },
  ...{ reason: 'Two hours late', actorId: id(2), postedAt: '2026-03-03T09:00:00.000Z' },
  postings: [
    { account: 'customer_receivable', ownerId: customerId, amount: -10_000 },
    { account: 'refund_expense', ownerId: null, amount: 10_000 },
  ],
}

export const BALANCE_EXAMPLE = { account: 'commission_revenue', currency, amount: -12_850 }

export const COMMISSION_EXAMPLE = {
  ...{ id: id(26), market: '8460145ffffffff', vehicleClass: 'van', sharePermille: 200, taxPermille: 180 },
  ...{ version: 1, startsAt: '2026-04-01T00:00:00.000Z', createdBy: id(2), createdAt: postedAt },
}

export const CHARGES_EXAMPLE = {
  ...{ bookingId, paymentMethod: 'cash', charged: { amount: 64_250, currency } },
  ...{ paid: { amount: 64_250, currency }, refunded: { amount: 10_000, currency } },
  lines: [
    { entryId: fareId, kind: 'fare', reason: null, amount: 64_250, postedAt },
    { entryId: cashId, kind: 'payment_cash', reason: null, amount: -64_250, postedAt },
    { entryId: refundId, kind: 'refund', reason: ENTRY_EXAMPLE.reason, amount: -10_000, postedAt },
  ],
}

const earned = {
  ...{ currency, fares: 64_250, commission: 12_850, share: 51_400, waitingFees: 0, cancellationFees: 0 },
  ...{ refunds: 0, adjustments: 0, earned: 51_400, cashCollected: 64_250 },
}
const figures = { ...earned, trips: 1, cashRemitted: 0, paidOut: 0 }
export const EARNINGS_EXAMPLE = {
  ...{ trips: 1, totals: [{ amount: 64_250, currency }], timeZone },
  currencies: [{ ...figures, balance: -12_850 }],
  days: [{ day: '2026-03-02', ...figures }],
}
export const EARNED_HAUL_EXAMPLE = { bookingId, at: postedAt, ...earned }

const line = { invoiceId: null, reason: null, currency, bookingId, localTime: '2026-03-02 15:35:00' }
const edge = { ...line, bookingId: null, entryId: null, amount: 0 }
export const STATEMENT_EXAMPLE = {
  ...{ party: 'driver', ownerId: driverId, timeZone, from: '2026-03-01', to: '2026-04-01', isFinal: true },
  items: [
    { ...edge, kind: 'opening_balance', localTime: '2026-03-01 00:00:00', balance: 0 },
    { ...line, kind: 'fare', entryId: fareId, amount: 64_250, balance: 64_250 },
    { ...line, kind: 'commission', entryId: commissionId, amount: -12_850, balance: 51_400 },
    { ...line, kind: 'payment_cash', entryId: cashId, amount: -64_250, balance: -12_850 },
    { ...edge, kind: 'closing_balance', localTime: '2026-04-01 00:00:00', balance: -12_850 },
  ],
  nextCursor: null,
}

export const INVOICE_EXAMPLE = {
  ...{ id: invoiceId, number: 'HEXHAUL-2026-000041', customerId, total: { amount: 64_250, currency } },
  ...{ state: 'open', isOverdue: false, issuedAt: '2026-04-01T03:30:00.000Z' },
  ...{ dueAt: '2026-04-15T03:30:00.000Z', paidAt: null, voidedAt: null, note: null },
}
export const INVOICE_DETAIL_EXAMPLE = {
  ...INVOICE_EXAMPLE,
  lines: [{ entryId: fareId, kind: 'fare', bookingId, reason: null, amount: 64_250, postedAt }],
}
