import type { Money } from '../api/types.ts'

/** Minor units as people write them; the currency tells how many digits follow the point. */
export function money({ amount, currency }: Money) {
  const format = new Intl.NumberFormat(undefined, { style: 'currency', currency })
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}

const ABSOLUTE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
export const absoluteTime = (iso: string) => ABSOLUTE.format(new Date(iso))
export const clockTime = (iso: string) => CLOCK.format(new Date(iso))

const MINUTE_S = 60
const HOUR_S = 3_600
const DAY_S = 86_400

/** A length of time in its one or two largest units: `48 s`, `3 min 20 s`, `2 h 5 min`, `4 d`. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds))
  if (s < MINUTE_S) return `${s} s`
  if (s < 10 * MINUTE_S && s % MINUTE_S > 0) return `${Math.floor(s / MINUTE_S)} min ${s % MINUTE_S} s`
  // Rounded before it is divided: an hour has no sixtieth minute.
  const min = Math.round(s / MINUTE_S)
  if (min < 60) return `${min} min`
  if (min < 24 * 60) return min % 60 > 0 ? `${Math.floor(min / 60)} h ${min % 60} min` : `${min / 60} h`
  return `${Math.round(s / DAY_S)} d`
}

/** How long ago in one unit, or how far ahead. */
export function relativeTime(iso: string, nowMs: number): string {
  const s = Math.round((nowMs - Date.parse(iso)) / 1_000)
  const past = Math.abs(s)
  const length =
    past < MINUTE_S
      ? `${past} s`
      : past < HOUR_S
        ? `${Math.floor(past / MINUTE_S)} min`
        : past < DAY_S
          ? `${Math.floor(past / HOUR_S)} h`
          : `${Math.floor(past / DAY_S)} d`
  if (past < 1) return 'now'
  return s > 0 ? `${length} ago` : `in ${length}`
}

export const kilometres = (distanceM: number) =>
  distanceM < 1_000 ? `${Math.round(distanceM)} m` : `${(distanceM / 1_000).toFixed(1)} km`
export const minutes = (durationS: number) => `${Math.max(1, Math.round(durationS / MINUTE_S))} min`
/** How many times the usual price: `1.07×`. */
export const multiplierText = (multiplier: number) => `${multiplier.toFixed(2)}×`
/** The end of a UUIDv7 is its random part: what tells two bookings of one minute apart. */
export const shortId = (id: string) => id.slice(-8)
/** `arrived_at_pickup` as people say it. */
export const words = (name: string) => name.replaceAll(/[_.]/g, ' ')
export const sentence = (name: string) => words(name).replace(/^\w/, (first) => first.toUpperCase())
