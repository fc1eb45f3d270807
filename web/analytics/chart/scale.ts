/** Where an axis has its lines: few, at round values, from 0 to at least the largest. */
export type Steps = readonly number[]
const DECIMAL: Steps = [1, 2, 2.5, 5, 10]
/** Round lengths of time, in seconds. */
const TIME: Steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600]
const LINES_MAX = 4

/** Values from 0 in equal steps, the last at or above `max`; of counts no fractions. */
export function axisValues(max: number, kind: 'count' | 'time' | 'any'): number[] {
  const atLeast = max > 0 ? max / LINES_MAX : kind === 'any' ? 0.25 : 1
  const step = stepOf(atLeast, kind)
  const count = Math.max(1, Math.ceil(max / step - 1e-9))
  // By multiplication and rounded: sums of tenths drift.
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12)))
}

function stepOf(atLeast: number, kind: 'count' | 'time' | 'any'): number {
  const known = kind === 'time' ? TIME.find((step) => step >= atLeast) : undefined
  if (known) return known
  const power = 10 ** Math.floor(Math.log10(atLeast))
  const step = power * (DECIMAL.find((each) => each * power >= atLeast - 1e-12) ?? 10)
  return kind === 'count' ? Math.max(1, Math.ceil(step)) : step
}

/** Every how many places a label fits, so that `count` of them stand at most `labelsMax` times. */
export const labelEvery = (count: number, labelsMax: number) =>
  Math.max(1, Math.ceil(count / Math.max(1, labelsMax)))
