import type { RateWindow } from '../../db/schema/pricing.ts'
import type { RateCard } from './price-haul.ts'

/** The first window of the card that `at` falls into, by the local time of the card's time zone. */
export function findWindow(card: Pick<RateCard, 'timeZone' | 'windows'>, at: Date): RateWindow | undefined {
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
