import { duration, kilometres, money } from '../shared/format.ts'

export type Unit = 'count' | 'share' | 'seconds' | 'metres' | 'hours' | 'drivers' | 'minor'
export type Amount = { unit: Unit; currency: string | null; value: number | null }

const whole = new Intl.NumberFormat()
const tenths = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 })
const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 })
const signed = new Intl.NumberFormat(undefined, {
  style: 'percent',
  maximumFractionDigits: 1,
  signDisplay: 'exceptZero',
})
const points = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1, signDisplay: 'exceptZero' })

export const NOTHING = '–'

/** A figure to its last digit. */
export function exact({ unit, currency, value }: Amount): string {
  if (value === null) return NOTHING
  if (unit === 'share') return percent.format(value)
  if (unit === 'seconds') return value < 0 ? `−${duration(-value)}` : duration(value)
  if (unit === 'metres') return kilometres(value)
  if (unit === 'hours') return `${tenths.format(value)} h`
  if (unit === 'minor' && currency) return money({ amount: value, currency })
  return unit === 'count' ? whole.format(value) : tenths.format(value)
}

/** Money without the parts of its unit, where these are the least of it: for a glance. */
export function brief(amount: Amount): string {
  const { unit, currency, value } = amount
  if (unit !== 'minor' || value === null || currency === null) return exact(amount)
  const style = { style: 'currency', currency } as const
  const digits = new Intl.NumberFormat(undefined, style).resolvedOptions().maximumFractionDigits ?? 2
  const major = value / 10 ** digits
  if (Math.abs(major) < 1_000) return exact(amount)
  return new Intl.NumberFormat(undefined, { ...style, maximumFractionDigits: 0 }).format(major)
}

/** For the axis of a chart: a few characters. */
export function short(amount: Amount): string {
  const { unit, currency, value } = amount
  if (value === null) return NOTHING
  if (unit === 'seconds') return value < 60 ? `${tenths.format(value)} s` : exact(amount)
  if (unit === 'share') return percent.format(value)
  const compact = { notation: 'compact', maximumFractionDigits: 1 } as const
  if (unit !== 'minor' || currency === null) return new Intl.NumberFormat(undefined, compact).format(value)
  const style = { style: 'currency', currency } as const
  const digits = new Intl.NumberFormat(undefined, style).resolvedOptions().maximumFractionDigits ?? 2
  return new Intl.NumberFormat(undefined, { ...style, ...compact }).format(value / 10 ** digits)
}

export type Change = { text: string; direction: -1 | 0 | 1 }

/** How a figure differs from an earlier one: shares in points, others in parts of what they were. */
export function changeOf(unit: Unit, value: number | null, previous: number | null): Change | null {
  if (value === null || previous === null) return null
  const direction = Math.sign(value - previous) as Change['direction']
  if (unit === 'share') return { text: `${points.format((value - previous) * 100)} pt`, direction }
  if (previous === 0) return value === 0 ? { text: signed.format(0), direction } : null
  return { text: signed.format((value - previous) / Math.abs(previous)), direction }
}
