import type { Answer, Input } from '../api/routes.ts'
import { minorPerUnit, scaled, typedAmount } from '../shared/amount.ts'
import { money, multiplierText } from '../shared/format.ts'

export type RateCard = Answer<'get', '/v1/admin/rate-cards'>['items'][number]
export type RateWindow = RateCard['windows'][number]
export type DraftBody = NonNullable<Input<'post', '/v1/admin/rate-cards'>['body']>

type Term = { name: TermName; label: string; unit: 'money' | 'minutes' }
export type TermName = Extract<keyof RateCard, `${string}Minor` | `${string}S`>

const amount = (name: TermName, label: string): Term => ({ name, label, unit: 'money' })
const time = (name: TermName, label: string): Term => ({ name, label, unit: 'minutes' })
/** The figures of a card as people read them, in groups. */
export const TERM_GROUPS: readonly { title: string; terms: readonly Term[] }[] = [
  {
    title: 'Fare',
    terms: [
      amount('baseMinor', 'Base'),
      amount('perKmMinor', 'Per kilometre'),
      amount('perMinuteMinor', 'Per minute'),
      amount('perStopMinor', 'Per extra stop'),
      amount('minimumMinor', 'Minimum'),
      amount('maximumMinor', 'Maximum'),
    ],
  },
  {
    title: 'Waiting at the pickup',
    terms: [
      time('freeWaitingS', 'Free for'),
      amount('waitingPerMinuteMinor', 'Then per minute'),
      amount('waitingMaximumMinor', 'At most'),
      time('noShowAfterS', 'No-show after'),
    ],
  },
  {
    title: 'Cancellation',
    terms: [time('freeCancellationS', 'Free for'), amount('cancellationFeeMinor', 'Then a fee of')],
  },
]
const TERMS = TERM_GROUPS.flatMap(({ title, terms }) => terms.map((term) => ({ ...term, title })))

const MINUTE_S = 60
export const MULTIPLIER_PERMILLE = 1_000

export const termText = ({ unit }: Term, value: number, currency: string) =>
  unit === 'money' ? money({ amount: value, currency }) : `${value / MINUTE_S} min`

/** A term as it is typed, and back; what is not a figure stays as it was typed, for the server to refuse. */
export function typedTerm({ unit }: Term, value: number, currency: string): string {
  if (unit === 'minutes') return String(value / MINUTE_S)
  return typedAmount(value, currency)
}
export const readTerm = ({ unit }: Term, typed: string, currency: string): number | string =>
  scaled(typed, unit === 'minutes' ? MINUTE_S : minorPerUnit(currency))

export const DAY_NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

/** ISO weekdays as people say them: `Mon–Fri`, `Sat, Sun`, `every day`. */
export function daysText(days: readonly number[]): string {
  if (new Set(days).size === DAY_NAMES.length) return 'every day'
  const runs: number[][] = []
  for (const day of [...days].sort((a, b) => a - b)) {
    const run = runs.at(-1)
    if (run && run.at(-1) === day - 1) run.push(day)
    else runs.push([day])
  }
  const name = (day: number | undefined) => DAY_NAMES[(day ?? 1) - 1] ?? ''
  return runs
    .map((run) => (run.length > 2 ? `${name(run[0])}–${name(run.at(-1))}` : run.map(name).join(', ')))
    .join(', ')
}

export const windowText = ({ days, from, to, multiplierPermille }: RateWindow) =>
  `${daysText(days)} ${from}–${to} ${multiplierText(multiplierPermille / MULTIPLIER_PERMILLE)}`

export type Change = { name: string; label: string; before: string; after: string }
type Terms = Pick<RateCard, TermName | 'currency' | 'windows' | 'windowsCoverWeek'>

/** In what a card differs from the one before it; windows are the same where they have one label. */
export function changesOf(before: Terms, after: Terms): Change[] {
  const figures = TERMS.filter(({ name }) => before[name] !== after[name]).map((term) => ({
    name: term.name,
    label: term.title === 'Fare' ? term.label : `${term.title}: ${term.label.toLowerCase()}`,
    before: termText(term, before[term.name], before.currency),
    after: termText(term, after[term.name], after.currency),
  }))
  return [...figures, ...windowChanges(before.windows, after.windows)]
}

function windowChanges(before: readonly RateWindow[], after: readonly RateWindow[]): Change[] {
  const textsOf = (windows: readonly RateWindow[], label: string) =>
    windows
      .filter((window) => window.label === label)
      .map(windowText)
      .join('; ') || 'none'
  const labels = [...new Set([...before, ...after].map(({ label }) => label))]
  return labels
    .map((label) => ({
      name: `window ${label}`,
      label: `Window “${label}”`,
      before: textsOf(before, label),
      after: textsOf(after, label),
    }))
    .filter((change) => change.before !== change.after)
}
