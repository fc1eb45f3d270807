import type { RateCard } from './price-haul.ts'

type Terms = Pick<RateCard, 'waitingPerMinuteMinor' | 'freeWaitingS' | 'waitingMaximumMinor'>

const MINUTE_S = 60

/**
 * What `waitedS` whole seconds at the pickup cost, in minor units: nothing within the card's free time, then its price per
 * minute by the second, up to its maximum.
 */
export function waitingFee(terms: Terms, waitedS: number): number {
  const chargedS = Math.max(0, waitedS - terms.freeWaitingS)
  const feeMinor = Math.round((terms.waitingPerMinuteMinor * chargedS) / MINUTE_S)
  return Math.min(feeMinor, terms.waitingMaximumMinor)
}
