import type { IndexedDriver } from '../tracking/driver.ts'
import { WEIGHTS, type Weights } from './weights.ts'

type Waiting = Pick<IndexedDriver, 'waitingSinceMs' | 'acceptanceRate'>
type Rated = Waiting & Pick<IndexedDriver, 'ratingAvg' | 'dropOutRate'>
/** Seconds that are added to the cost, or taken from it. */
export type CostParts = {
  pickupEta: number
  rating: number
  acceptance: number
  dropOuts: number
  /** Of a free driver. */
  waiting?: number
  /** Of one who is still on a haul. */
  untilFree?: number
}

/**
 * What sending a driver costs, in seconds by part: the drive to the pickup less what the driver's waiting, rating and
 * acceptance are worth, and what they may cost by dropping out. One who is still on a haul (`freeInS`) has not waited, and is waited for.
 */
export function costParts(
  driver: Rated,
  { driveS, freeInS, nowMs }: { driveS: number; freeInS?: number | undefined; nowMs: number },
  weights: Weights = WEIGHTS,
): CostParts {
  const stars = (driver.ratingAvg ?? weights.ratingPrior) - 1
  const rating = -Math.round((weights.ratingMaxS * stars) / 4)
  const acceptance = -Math.round(weights.acceptanceMaxS * driver.acceptanceRate)
  const dropOuts = Math.round(weights.dropOutS * driver.dropOutRate)
  if (freeInS !== undefined) return { pickupEta: driveS, untilFree: freeInS, rating, acceptance, dropOuts }
  return {
    pickupEta: driveS,
    waiting: -waitingWorthS(driver, { driveS, nowMs }, weights),
    rating,
    acceptance,
    dropOuts,
  }
}

/** The whole of it, in seconds. */
export const costOf = (parts: CostParts): number => {
  const { pickupEta, rating, acceptance, dropOuts, waiting = 0, untilFree = 0 } = parts
  return pickupEta + rating + acceptance + dropOuts + waiting + untilFree
}

/** The minutes that a driver has waited, as far as they count: fewer for who passes on offers. */
export function heededMinutes(driver: Waiting, nowMs: number, weights: Weights = WEIGHTS): number {
  const waitedMinutes = Math.max(0, nowMs - driver.waitingSinceMs) / 60_000
  return waitedMinutes * Math.max(weights.waitingHeededMin, driver.acceptanceRate)
}

/**
 * What a driver's waiting is worth for a drive of `driveS`, in whole seconds: a share of the drive at first, then without
 * bound, so that whoever accepts has their turn at last, however far from everything they stand.
 */
export function waitingWorthS(
  driver: Waiting,
  { driveS, nowMs }: { driveS: number; nowMs: number },
  weights: Weights = WEIGHTS,
): number {
  const { waitingShareMax, waitingFullMinutes, waitingPerMinuteS, waitingLatePerMinuteS } = weights
  const minutes = heededMinutes(driver, nowMs, weights)
  const share = waitingShareMax * Math.min(1, minutes / waitingFullMinutes)
  const lateMinutes = Math.max(0, minutes - waitingFullMinutes)
  return Math.round(share * driveS + waitingPerMinuteS * minutes + waitingLatePerMinuteS * lateMinutes)
}

/** What it costs, in seconds, to leave a booking unmatched that has waited for `waitedS`. */
export const costOfWaiting = (waitedS: number, weights: Weights = WEIGHTS): number =>
  weights.unmatchedS + Math.max(0, waitedS) * weights.unmatchedPerWaitedS
