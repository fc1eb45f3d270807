import type { HaulPrice } from '../price-haul.ts'

export type Compared = { old: HaulPrice | null; new: HaulPrice }

/**
 * Both sides of some trips in figures: means rounded to whole minor units, percentiles by the nearest rank, and in how many
 * trips minimum and maximum decided. Shares are of the trips that have an old price.
 */
export function summarisePrices(trips: readonly Compared[]) {
  const both = trips.flatMap((trip) => (trip.old ? [{ old: trip.old, new: trip.new }] : []))
  const differences = both.map((trip) => trip.new.priceMinor - trip.old.priceMinor)
  const shareOf = (isCounted: (difference: number) => boolean) =>
    both.length === 0 ? 0 : differences.filter(isCounted).length / both.length
  return {
    trips: trips.length,
    new: sideOf(trips.map((trip) => trip.new)),
    compared: both.length,
    old: sideOf(both.map((trip) => trip.old)),
    newOfCompared: sideOf(both.map((trip) => trip.new)),
    shareUp: shareOf((difference) => difference > 0),
    shareDown: shareOf((difference) => difference < 0),
    shareSame: shareOf((difference) => difference === 0),
    meanDifference: both.length === 0 ? null : meanOf(differences),
  }
}

function sideOf(prices: readonly HaulPrice[]) {
  if (prices.length === 0) return null
  const amounts = prices.map(({ priceMinor }) => priceMinor).sort((a, b) => a - b)
  const hits = (clamp: string) =>
    prices.filter(({ breakdown }) => breakdown.some(({ code }) => code === clamp)).length
  return {
    mean: meanOf(amounts),
    p50: nearestRank(amounts, 0.5),
    p90: nearestRank(amounts, 0.9),
    minimumHits: hits('minimum'),
    maximumHits: hits('maximum'),
  }
}

const meanOf = (amounts: readonly number[]) =>
  Math.round(amounts.reduce((sum, amount) => sum + amount, 0) / amounts.length)

/** Of a list in rising order: the least value that `share` of the values do not exceed. */
const nearestRank = (rising: readonly number[], share: number) =>
  rising[Math.max(0, Math.ceil(share * rising.length) - 1)] as number
