import type { BreakdownLine, RateWindow, rateCards } from '../../db/schema/pricing.ts'

export type RateCard = typeof rateCards.$inferSelect
export type HaulPrice = { priceMinor: number; breakdown: BreakdownLine[] }

const KM_M = 1_000
const MINUTE_S = 60

/**
 * (base + per km + per minute + per stop) × time of day × surge, within the card's minimum and maximum, in minor units of
 * the card's currency. Every part is rounded to the line it is shown as, so that the lines always add up to the price.
 */
export function priceHaul(
  card: RateCard,
  haul: { distanceM: number; durationS: number; stops: number; at: Date; surgePermille: number },
): HaulPrice {
  const lines: BreakdownLine[] = [
    { code: 'base', label: 'Base fare', amountMinor: card.baseMinor },
    {
      code: 'distance',
      label: `Distance, ${(haul.distanceM / KM_M).toFixed(1)} km`,
      amountMinor: Math.round((card.perKmMinor * haul.distanceM) / KM_M),
    },
    {
      code: 'duration',
      label: `Time, ${Math.round(haul.durationS / MINUTE_S)} min`,
      amountMinor: Math.round((card.perMinuteMinor * haul.durationS) / MINUTE_S),
    },
  ]
  if (haul.stops > 0)
    lines.push({
      code: 'stops',
      label: `Extra stops, ${haul.stops}`,
      amountMinor: card.perStopMinor * haul.stops,
    })
  const total = () => lines.reduce((sum, line) => sum + line.amountMinor, 0)
  const add = (code: string, label: string, amountMinor: number) => {
    if (amountMinor !== 0) lines.push({ code, label, amountMinor })
  }
  const window = windowAt(card, haul.at)
  if (window) add('time_of_day', window.label, share(total(), window.multiplierPermille))
  add('surge', `High demand ×${(haul.surgePermille / 1_000).toFixed(2)}`, share(total(), haul.surgePermille))
  const before = total()
  if (before < card.minimumMinor) add('minimum', 'Minimum fare', card.minimumMinor - before)
  if (before > card.maximumMinor) add('maximum', 'Maximum fare', card.maximumMinor - before)
  return { priceMinor: total(), breakdown: lines }
}

const share = (amountMinor: number, permille: number) =>
  Math.round((amountMinor * (permille - 1_000)) / 1_000)

/** The first window of the card that `at` falls into, by the local time of the card's time zone. */
export function windowAt(card: Pick<RateCard, 'timeZone' | 'windows'>, at: Date): RateWindow | undefined {
  const { day, time } = localTime(at, card.timeZone)
  const dayBefore = day === 1 ? 7 : day - 1
  return card.windows.find(({ days, from, to }) => {
    if (from <= to) return days.includes(day) && time >= from && time < to
    return (days.includes(day) && time >= from) || (days.includes(dayBefore) && time < to)
  })
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const formats = new Map<string, Intl.DateTimeFormat>()

/** ISO weekday (1 = Monday), `HH:MM` and the hour of `at` in a time zone. */
export function localTime(at: Date, timeZone: string): { day: number; time: string; hour: number } {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    formats.set(timeZone, format)
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const time = `${parts.hour}:${parts.minute}`
  return { day: WEEKDAYS.indexOf(parts.weekday as string) + 1, time, hour: Number(parts.hour) }
}
