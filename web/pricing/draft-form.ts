import { newKey } from '../api/session.ts'
import { minorPerUnit, scaled } from '../shared/amount.ts'
import {
  type DraftBody,
  MULTIPLIER_PERMILLE,
  type RateCard,
  type RateWindow,
  readTerm,
  TERM_GROUPS,
  type TermName,
  typedTerm,
} from './rate-terms.ts'
import { momentsOf } from './zone-time.ts'

const TERMS = TERM_GROUPS.flatMap(({ terms }) => terms)

export type WindowForm = {
  key: string
  label: string
  days: number[]
  from: string
  to: string
  multiplier: string
}
/** A version as it is typed; `startsAt` is of the market's clock, empty for at once. */
export type DraftForm = {
  terms: Record<TermName, string>
  windows: WindowForm[]
  windowsCoverWeek: boolean
  startsAt: string
}

export const newWindow = (from: Partial<WindowForm> = {}): WindowForm => ({
  key: newKey(),
  label: '',
  days: [1, 2, 3, 4, 5],
  from: '08:00',
  to: '10:00',
  multiplier: '1.10',
  ...from,
})

export const startForm = (base: RateCard): DraftForm => ({
  terms: Object.fromEntries(
    TERMS.map((term) => [term.name, typedTerm(term, base[term.name], base.currency)]),
  ) as Record<TermName, string>,
  windows: base.windows.map(({ multiplierPermille, ...window }) =>
    newWindow({ ...window, multiplier: (multiplierPermille / MULTIPLIER_PERMILLE).toFixed(2) }),
  ),
  windowsCoverWeek: base.windowsCoverWeek,
  startsAt: '',
})

/** Whether something is a draft by its shape; what was typed into it is for the server to judge. */
export function isDraftForm(form: unknown): form is DraftForm {
  const { terms, windows, windowsCoverWeek, startsAt } = (form ?? {}) as Partial<DraftForm>
  return (
    TERMS.every(({ name }) => typeof terms?.[name] === 'string') &&
    Array.isArray(windows) &&
    windows.every(isWindowForm) &&
    typeof windowsCoverWeek === 'boolean' &&
    typeof startsAt === 'string'
  )
}

function isWindowForm(window: unknown): window is WindowForm {
  const { days, ...texts } = (window ?? {}) as Partial<WindowForm>
  const words = [texts.key, texts.label, texts.from, texts.to, texts.multiplier]
  return (
    words.every((word) => typeof word === 'string') && Array.isArray(days) && days.every(Number.isInteger)
  )
}

/** What was typed as the API takes it; what will not do goes as it is, for the server to name its field. */
export function bodyOf(form: DraftForm, base: RateCard, vehicleClass: RateCard['vehicleClass']): DraftBody {
  const terms = TERMS.map((term) => [term.name, readTerm(term, form.terms[term.name], base.currency)])
  const [startsAt] = momentsOf(form.startsAt, base.timeZone)
  return {
    basedOn: base.id,
    market: base.market,
    vehicleClass,
    ...(Object.fromEntries(terms) as Record<TermName, number>),
    windows: form.windows.map(readWindow),
    windowsCoverWeek: form.windowsCoverWeek,
    ...(startsAt && { startsAt: startsAt.toISOString() }),
  }
}

const readWindow = ({ label, days, from, to, multiplier }: WindowForm): RateWindow => ({
  label: label.trim(),
  days: [...days].sort((a, b) => a - b),
  from,
  to,
  multiplierPermille: scaled(multiplier, MULTIPLIER_PERMILLE) as number,
})

/** The terms of the draft that differ from a card's, windows by their places in the list. */
export function changedNames(form: DraftForm, card: RateCard): ReadonlySet<string> {
  const names = new Set<string>(
    TERMS.filter((term) => readTerm(term, form.terms[term.name], card.currency) !== card[term.name]).map(
      ({ name }) => name,
    ),
  )
  const held = new Set(card.windows.map(keyOf))
  for (const [place, window] of form.windows.entries())
    if (!held.has(keyOf(readWindow(window)))) names.add(`windows.${place}`)
  return names
}

const keyOf = ({ label, days, from, to, multiplierPermille }: RateWindow) =>
  JSON.stringify([label, days, from, to, multiplierPermille])

/** Why a typed start is no moment, or which of two it is; undefined where there is nothing to say. */
export function startNote(startsAt: string, zone: string): { isWrong: boolean; text: string } | undefined {
  if (startsAt === '') return undefined
  const moments = momentsOf(startsAt, zone)
  if (moments.length === 0)
    return { isWrong: true, text: 'The clock skips this time: it goes forward that night. Choose another.' }
  if (moments.length > 1)
    return {
      isWrong: false,
      text: 'The clock shows this time twice that night; the version starts at the first.',
    }
  return undefined
}

/**
 * What the server said of each field, by the names that the form has for them. What it says of a value's kind is meant for
 * programs; here it is said in the units that were typed.
 */
export function fieldErrors(fields: Record<string, string>, currency: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([path, message]) => {
      const name = path.replace(/^draft\./, '')
      return [name, message.startsWith('Expected') ? expected(name, currency) : plain(message)]
    }),
  )
}

const plain = (message: string) => message.replace('`minimumMinor`', 'the minimum')

function expected(name: string, currency: string): string {
  if (name.endsWith('Minor')) {
    const digits = Math.round(Math.log10(minorPerUnit(currency)))
    return `An amount from 0 to 10 million, with ${digits} digits after the point at most`
  }
  if (name.endsWith('S')) return 'Minutes from 0 to 1,440, in whole seconds'
  if (name.endsWith('.label')) return 'A name of 1 to 60 characters'
  if (name.endsWith('.days') || name.includes('.days.')) return 'Choose one weekday at least'
  if (name.endsWith('.from')) return 'HH:MM, from 00:00 to 23:59'
  if (name.endsWith('.to')) return 'HH:MM, from 00:01 to 24:00'
  if (name.endsWith('.multiplierPermille')) return 'From 0.1 to 10, with 3 digits at most'
  return 'This value will not do'
}
