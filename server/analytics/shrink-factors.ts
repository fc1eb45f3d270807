import type { Learnt } from './running-estimate.ts'

export const HOURS = 24
/** As many samples weigh as much as what the level above says. */
const PRIOR_SAMPLES = 8

export type Shrunk = {
  /** Of the class in the market, at any hour. */
  allHours: number
  byHour: Float64Array
}

/**
 * The factors in force, from what was learnt at each hour, of one leg of a class in a market. Where samples are few an
 * hour's factor is drawn towards the one of all hours, and that towards 1: each a mean of logarithms, weighted by samples,
 * in which the level above counts as PRIOR_SAMPLES. Never outside of what was learnt and 1; 1 where nothing was.
 */
export function shrinkFactors(learnt: readonly (Learnt | undefined)[]): Shrunk {
  let samples = PRIOR_SAMPLES
  let sum = 0
  for (const each of learnt) {
    if (!each) continue
    samples += each.samples
    sum += each.samples * Math.log(each.factor)
  }
  const all = sum / samples
  const byHour = Float64Array.from({ length: HOURS }, (_, hour) => {
    const own = learnt[hour]
    if (!own) return Math.exp(all)
    const drawn = own.samples * Math.log(own.factor) + PRIOR_SAMPLES * all
    return Math.exp(drawn / (own.samples + PRIOR_SAMPLES))
  })
  return { allHours: Math.exp(all), byHour }
}
