import type { RateCard } from '../pricing/price-haul.ts'

type Terms = Pick<RateCard, 'cancellationFeeMinor' | 'freeCancellationS'>

/**
 * What a customer owes who cancels at `at`, in minor units: nothing before an assignment and until the card's grace since
 * the latest one is over, to the millisecond; then the card's fee.
 */
export function cancellationFee(terms: Terms, assignedAt: Date | null, at: Date): number {
  if (!assignedAt) return 0
  const assignedMs = at.getTime() - assignedAt.getTime()
  return assignedMs <= terms.freeCancellationS * 1_000 ? 0 : terms.cancellationFeeMinor
}
