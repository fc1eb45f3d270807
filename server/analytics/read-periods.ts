import { assertPeriod } from '../platform/assert-period.ts'
import { type Period, QUARTER_S, roundOutward } from './spans.ts'

/** Three years and some days. */
const PERIOD_MAX_DAYS = 1_100

export type Compare = { compare?: 'previous' }

/**
 * The period that is answered for: rounded outward to whole steps, of a quarter of an hour where nothing else is said, and,
 * where wanted, the one of the same length before it. @throws DomainError period_invalid.
 */
export function readPeriods(
  { from, to }: Period,
  compare?: 'previous',
  stepS: number = QUARTER_S,
): { period: Period; previous: Period | null } {
  assertPeriod({ from, to }, PERIOD_MAX_DAYS)
  const period = roundOutward({ from, to }, stepS)
  const lengthMs = period.to.getTime() - period.from.getTime()
  const previous = { from: new Date(period.from.getTime() - lengthMs), to: period.from }
  return { period, previous: compare ? previous : null }
}
