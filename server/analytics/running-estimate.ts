/*
 * How much longer drives take than they were estimated to: a running M-estimate of the logarithm of actual over estimated,
 * by stochastic approximation (Robbins and Monro, 1951) with Huber's clipped residual (Huber, 1964). In logarithms, twice as
 * long and half as long weigh the same; clipped, a forgotten button counts no more than a late driver. The scale is a
 * running mean absolute deviation, of residuals that are clipped as well. The step is 1/n, which makes a mean, and falls no
 * further than to STEP_MIN: from then on the past fades, half of it within 35 samples, so that the estimate follows change.
 * Once settled, one sample moves it by at most 2 % of a standard deviation, and a tenth of wild samples, all on one side, by
 * a fifth of one.
 *
 * A ratio is of the plain estimate: the promise over the factor that it was made with, which the promise has kept. So
 * nothing that was learnt is fed back into the learning, however long the drives take.
 */

/** A correction is never more than this, nor less than one over it. */
export const FACTOR_MAX = 3
/** What is taken of drives that nobody has measured: half as long again, or two thirds, is nothing unusual. */
export const SPREAD_START = 0.4
/** Samples that the first spread counts for. */
const SPREAD_START_SAMPLES = 8
const SPREAD_MIN = 0.03
const STEP_MIN = 0.02
/** Standard deviations beyond which a residual counts no more. */
const RESIDUAL_MAX_SIGMAS = 1
const DEVIATION_MAX_SIGMAS = 2
/** Of a normal distribution: its standard deviation over its mean absolute deviation. */
const SIGMA_PER_SPREAD = Math.sqrt(Math.PI / 2)

export type Learnt = {
  /** Actual over plainly estimated. */
  factor: number
  /** Mean absolute deviation of the logarithm of that ratio. */
  spread: number
  samples: number
}

const clip = (value: number, max: number) => Math.max(-max, Math.min(max, value))

/** What is known after one more drive, which took `ratio` times as long as plainly estimated; `ratio` is above zero. */
export function learn({ factor, spread, samples }: Learnt, ratio: number): Learnt {
  const residual = Math.log(ratio / factor)
  const sigma = SIGMA_PER_SPREAD * spread
  const step = Math.max(STEP_MIN, 1 / (samples + 1))
  const spreadStep = Math.max(STEP_MIN, 1 / (samples + 1 + SPREAD_START_SAMPLES))
  const deviation = Math.min(Math.abs(residual), DEVIATION_MAX_SIGMAS * sigma)
  const moved = Math.log(factor) + step * clip(residual, RESIDUAL_MAX_SIGMAS * sigma)
  return {
    factor: Math.exp(clip(moved, Math.log(FACTOR_MAX))),
    spread: Math.max(SPREAD_MIN, spread + spreadStep * (deviation - spread)),
    samples: samples + 1,
  }
}
