import type { RateWindow } from '../../../db/schema/pricing.ts'
import { DomainError, type FieldError } from '../../errors.ts'
import type { RateTerms } from './rate-card-schemas.ts'
import { findGap, findOverlaps, wallTimeOf } from './week-windows.ts'

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))
/** An area and a place of it; not an offset such as `+05:30`, which knows no summer. */
const ZONE_NAME = /^(?:UTC|[A-Z]\w+(?:\/[A-Z][\w+-]*)+)$/

/** @throws DomainError rate_card_invalid: names every value that will not do, alone or beside another. */
export function checkTerms(terms: RateTerms): void {
  const { currency, timeZone, minimumMinor, maximumMinor, windows, windowsCoverWeek } = terms
  const wrong: FieldError[] = windows.flatMap(wrongOfWindow)
  const refuse = (isWrong: boolean, path: string, message: string) => {
    if (isWrong) wrong.push({ path, message })
  }
  refuse(!CURRENCIES.has(currency), 'currency', 'Must be a currency of ISO 4217.')
  refuse(!isTimeZone(timeZone), 'timeZone', 'Must be a time zone of the IANA database, as in Europe/Berlin.')
  refuse(maximumMinor < minimumMinor, 'maximumMinor', 'Must be at least `minimumMinor`.')
  for (const { first, second, minute } of findOverlaps(windows)) {
    const names = [first, second].map((index) => `“${windows[index]?.label}” (windows.${index})`)
    refuse(true, `windows.${second}`, `${names.join(' and ')} overlap from ${wallTimeOf(minute)}.`)
  }
  const gap = windowsCoverWeek ? findGap(windows) : undefined
  if (gap) refuse(true, 'windows', `No window covers ${wallTimeOf(gap.from)} to ${wallTimeOf(gap.to)}.`)
  if (wrong.length > 0) throw rateCardInvalid(wrong)
}

export const rateCardInvalid = (fields: FieldError[]) =>
  new DomainError('invalid', 'rate_card_invalid', 'Some terms of the rate card will not do.', { fields })

function wrongOfWindow({ days, from, to }: RateWindow, index: number): FieldError[] {
  const wrong: FieldError[] = []
  if (new Set(days).size < days.length)
    wrong.push({ path: `windows.${index}.days`, message: 'Each weekday may be named once.' })
  if (from === to)
    wrong.push({
      path: `windows.${index}.to`,
      message: 'A window has a length; a whole day is 00:00 to 24:00.',
    })
  return wrong
}

/** Whether this is the name of a time zone that local times can be told in. */
function isTimeZone(name: string): boolean {
  if (!ZONE_NAME.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
