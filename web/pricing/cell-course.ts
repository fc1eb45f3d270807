import type { Publication } from './use-surge.ts'

/** What was published goes on for so long where nothing follows, as prices do. */
const HOLDS_MS = 120_000

export type Sample = {
  atMs: number
  multiplier: number
  target: number
  demand: number
  supply: number
}

/** A cell in each publication: at rest where it is not told of, and the override's multiplier where one held. */
export const samplesOf = (
  publications: readonly Publication[],
  { cell, market }: { cell: string; market: string },
): Sample[] =>
  publications.map(({ publishedAt, cells }) => {
    const own = cells.find((each) => each.cell === cell)
    const whole = cells.find((each) => each.cell === market)
    return {
      atMs: Date.parse(publishedAt),
      multiplier: (whole ?? own)?.multiplier ?? 1,
      target: own?.inputs.target ?? 1,
      demand: own?.inputs.demandNear ?? 0,
      supply: own?.inputs.supplyNear ?? 0,
    }
  })

type Chart = {
  fromMs: number
  toMs: number
  value: (sample: Sample) => number
  low: number
  high: number
  width: number
  height: number
}

/** The path of a value that holds until the next publication; broken where too long nothing was published. */
export function chartOf(
  samples: readonly Sample[],
  { fromMs, toMs, value, low, high, width, height }: Chart,
): string {
  const x = (ms: number) => (((ms - fromMs) / (toMs - fromMs)) * width).toFixed(1)
  const y = (sample: Sample) => (height * (1 - (value(sample) - low) / (high - low))).toFixed(1)
  return samples
    .map((sample, i) => {
      const before = samples[i - 1]
      const isBegun = before && sample.atMs - before.atMs < HOLDS_MS
      const end = Math.min(samples[i + 1]?.atMs ?? toMs, sample.atMs + HOLDS_MS, toMs)
      return `${isBegun ? `V${y(sample)}` : `M${x(sample.atMs)} ${y(sample)}`}H${x(end)}`
    })
    .join('')
}
