import type { Money } from '../api/types.ts'

/** Minor units as people write them; the currency tells how many digits follow the point. */
export function money({ amount, currency }: Money) {
  const format = new Intl.NumberFormat(undefined, { style: 'currency', currency })
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}
export const time = (iso: string) =>
  new Date(iso).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
export const kilometres = (distanceM: number) => `${(distanceM / 1_000).toFixed(1)} km`
export const minutes = (durationS: number) => `${Math.max(1, Math.round(durationS / 60))} min`
export const shortId = (id: string) => id.slice(-8)
