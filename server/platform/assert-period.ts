import { invalid } from '../errors.ts'

const DAY_MS = 86_400_000

/** @throws DomainError period_invalid, at the field of its end, for a period that is empty, backwards or longer than `daysMax`. */
export function assertPeriod({ from, to }: { from: Date; to: Date }, daysMax: number, path = 'to'): void {
  // Also false for a time that no calendar has, such as a leap second.
  if (!(from < to)) throw invalid('period_invalid', path, 'The end must be later than the beginning.')
  if (to.getTime() - from.getTime() > daysMax * DAY_MS)
    throw invalid('period_invalid', path, `The period may span at most ${daysMax} days.`)
}
