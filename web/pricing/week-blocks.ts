import type { RateWindow } from './rate-terms.ts'

const DAY_MINUTES = 1_440
/** A part of a window on one day of the week, as shares of that day. */
export type WeekBlock = { day: number; start: number; length: number; window: number }

/**
 * Windows as blocks of a week: one that goes past midnight goes on on the day after, that of Sunday on Monday. What is typed
 * only by half has no block yet.
 */
export function weekBlocks(windows: readonly Pick<RateWindow, 'days' | 'from' | 'to'>[]): WeekBlock[] {
  return windows.flatMap(({ days, from, to }, window) => {
    const [begin, end] = [minuteOf(from), minuteOf(to)]
    if (begin === null || end === null || begin === end) return []
    const block = (day: number, start: number, stop: number): WeekBlock[] =>
      stop > start ? [{ day, start: start / DAY_MINUTES, length: (stop - start) / DAY_MINUTES, window }] : []
    return days.flatMap((day) =>
      begin < end
        ? block(day, begin, end)
        : [...block(day, begin, DAY_MINUTES), ...block((day % 7) + 1, 0, end)],
    )
  })
}

function minuteOf(time: string): number | null {
  const parts = /^(\d\d):(\d\d)$/.exec(time)
  return parts ? Number(parts[1]) * 60 + Number(parts[2]) : null
}
