import { invalid } from '../errors.ts'

const YEAR_MIN = 1900

/** A moment that a caller spells. @throws DomainError period_invalid for a leap second, and for one before 1900. */
export function readTime(path: string, text: string): Date {
  const time = new Date(text)
  if (!(time.getUTCFullYear() >= YEAR_MIN))
    throw invalid('period_invalid', path, `Must be a time from ${YEAR_MIN} on.`)
  return time
}
