/*
 * When is a driver across a border for certain? A position is off by some metres, so that one parked at a border seems to cross
 * it time and again. Each position therefore only weighs for or against the other side, by its distance from the border in
 * units of its own accuracy, and what they weigh is summed (Page, "Continuous inspection schemes", Biometrika 41, 1954: the
 * CUSUM test for a change of the mean):
 *
 *   sum ← max(0, sum + w · (clamp(beyond / accuracy, −2, 2) − ½)),   across for certain once sum ≥ 3,
 *
 * with `beyond` positive on the other side, and w = 1 for a position five seconds or more after the one before, less in
 * proportion: errors a second apart are much the same. So two positions far beyond are needed at the least, three at one and a
 * half times their accuracy, and any number are not enough closer than half of it: there nothing is certain, and all stays
 * as it was. Of a driver parked exactly on a border, whose errors are as large as claimed and independent, some 5,000 positions
 * pass between two false crossings (Siegmund's approximation); a tenth of the accuracy to the side, it is many times that.
 * The crossing is dated by the first position of the sum, as is usual: it began to grow with it.
 */

const ENOUGH = 3
const FAR_BEYOND = 2
const ALLOWANCE = 0.5
const FULL_WEIGHT_AFTER_MS = 5_000
/** No receiver of a phone is better, whatever it claims; one that claims nothing is taken for usual. */
const ACCURACY_MIN_M = 5
const ACCURACY_USUAL_M = 20

export type Fix = { lat: number; lng: number; recordedAtMs: number; accuracyM: number | null }
/** What speaks for a driver being on the other side of a border than was last certain, and since when. */
export type Doubt = { sum: number; since: Fix }

/**
 * The doubt after a position that is `beyondM` metres across the border (negative: not across), `gapMs` after the one before;
 * undefined when nothing is left of it.
 */
export function weighFix(
  doubt: Doubt | undefined,
  fix: Fix,
  { beyondM, gapMs }: { beyondM: number; gapMs: number },
): Doubt | undefined {
  const accuracyM = Math.max(ACCURACY_MIN_M, fix.accuracyM ?? ACCURACY_USUAL_M)
  const weight = Math.min(1, gapMs / FULL_WEIGHT_AFTER_MS)
  const evidence = Math.max(-FAR_BEYOND, Math.min(FAR_BEYOND, beyondM / accuracyM)) - ALLOWANCE
  const sum = (doubt?.sum ?? 0) + weight * evidence
  return sum > 0 ? { sum, since: doubt?.since ?? fix } : undefined
}

/** Whether a doubt is certain by now. */
export const isCertain = ({ sum }: Doubt): boolean => sum >= ENOUGH
