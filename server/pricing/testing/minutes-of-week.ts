import type { RateWindow } from '../../../db/schema/pricing.ts'
import { DAY_MINUTES } from './arbitrary-hauls.ts'

export const WEEK_MINUTES = 7 * DAY_MINUTES
const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** Which of the 10,080 minutes of the wall clock's week a window has, gone through one by one; 1 for those. */
export function minutesOfWeek({ days, from, to }: Pick<RateWindow, 'days' | 'from' | 'to'>): Uint8Array {
  const minutes = new Uint8Array(WEEK_MINUTES)
  const end = minuteOf(from) <= minuteOf(to) ? minuteOf(to) : minuteOf(to) + DAY_MINUTES
  for (const day of days)
    for (let minute = minuteOf(from); minute < end; minute++)
      minutes[((day - 1) * DAY_MINUTES + minute) % WEEK_MINUTES] = 1
  return minutes
}
