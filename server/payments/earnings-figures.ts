import type { EntryKind } from '../../db/schema/index.ts'

/** The sum of one kind of entry on a driver's accounts, as what it is worth to them: `payableMinor` what the platform came to owe, `cashMinor` what they came to hold. */
export type KindSum = {
  currency: string
  kind: EntryKind
  payableMinor: number
  cashMinor: number
  entries: number
}
export type Figures = ReturnType<typeof sumUp>

const ADDED_KINDS: readonly EntryKind[] = [
  'fare',
  'waiting_fee',
  'cancellation_fee',
  'commission',
  'refund',
  'adjustment',
]

/**
 * A driver's figures in one currency, in minor units: `share` is of the fares after commission, `earned` all that they
 * earned and were credited.
 */
export function sumUp(currency: string, sums: readonly KindSum[]) {
  const of = (kind: EntryKind) => sums.filter((sum) => sum.kind === kind)
  const payable = (kind: EntryKind) => total(of(kind), ({ payableMinor }) => payableMinor)
  const cash = (kind: EntryKind) => total(of(kind), ({ cashMinor }) => cashMinor)
  return {
    currency,
    trips: total(of('fare'), ({ entries }) => entries),
    fares: payable('fare'),
    commission: -payable('commission') || 0,
    share: payable('fare') + payable('commission'),
    waitingFees: payable('waiting_fee'),
    cancellationFees: payable('cancellation_fee'),
    refunds: -payable('refund') || 0,
    adjustments: payable('adjustment'),
    earned: ADDED_KINDS.reduce((sum, kind) => sum + payable(kind), 0),
    cashCollected: cash('payment_cash'),
    cashRemitted: -cash('cash_remittance') || 0,
    paidOut: -(payable('payout') + -cash('payout')) || 0,
  }
}

const total = (sums: readonly KindSum[], of: (sum: KindSum) => number) =>
  sums.reduce((sum, each) => sum + of(each), 0)
