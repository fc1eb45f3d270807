/* For tests: the dashboard of a city of which a few days are known booking by booking, and counted. */
import type { Page } from 'playwright'
import { writeToldDays } from '../server/testing/write-told-days.ts'
import { WIDE } from './open-dashboard.ts'
import { serveDashboard } from './serve-dashboard.ts'

const DAY_MS = 86_400_000
const BOOKINGS = 30
const SEED = 6
const TIME_ZONE = 'Asia/Kolkata'
const OFFSET_MS = 5.5 * 3_600_000
/** Days of Kolkata that are over, whatever hour it is: four of them, of which the last two are looked at. */
export const DAYS = 4
const FIRST_MS = Math.floor((Date.now() + OFFSET_MS) / DAY_MS - 8) * DAY_MS - OFFSET_MS
/** The beginning of one of the days, and that day as the address and the page write it. */
export const dayMs = (n: number) => FIRST_MS + n * DAY_MS
export const word = (n: number) => new Date(dayMs(n) + OFFSET_MS).toISOString().slice(0, 10)
export const label = (n: number) => format({ weekday: 'short' }).format(dayMs(n))
const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-US', { timeZone: TIME_ZONE, day: 'numeric', month: 'short', ...options })
export const RANGE = `period=own&from=${word(2)}&to=${word(3)}`
export const RANGE_LABEL = format({ year: 'numeric' }).formatRange(dayMs(2), dayMs(4) - 1)
export const SPAN = { fromMs: dayMs(2), toMs: dayMs(4) }
export const BEFORE = { fromMs: dayMs(0), toMs: dayMs(2) }

export type ServedHistory = Awaited<ReturnType<typeof serveHistory>>

/** `told` is what the test knows of the bookings, `counted` the figures of some of them in a span. */
export async function serveHistory() {
  const served = await serveDashboard()
  const days = { seed: SEED, bookings: BOOKINGS, startMs: FIRST_MS, days: DAYS }
  const { told, counted } = await writeToldDays(served.app.deps, days)
  return {
    ...served,
    told,
    counted: (ours: typeof told, span: typeof SPAN) => counted(ours, span) as Record<string, number>,
    openAt(path: string, options: object = WIDE) {
      return served.openAt(path, 'operator', { timezoneId: TIME_ZONE, ...options })
    },
  }
}

export const tile = (page: Page, metric: string) => page.locator(`[data-metric="${metric}"]`)
export const chart = (page: Page, id: string) => page.locator(`[data-chart="${id}"]`)
/** Waits until a figure is this. */
export const says = (page: Page, metric: string, value: string | number | undefined) =>
  tile(page, metric).locator('b').getByText(String(value), { exact: true }).waitFor()
