import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright'
import { rebuildRollups } from '../server/analytics/rebuild-rollups.ts'
import { drawBookings, type Told } from '../server/analytics/testing/draw-bookings.ts'
import { recount } from '../server/analytics/testing/recount.ts'
import { stepsOf, writePeople } from '../server/analytics/testing/write-history.ts'
import { systemContext } from '../server/platform/context.ts'
import { randomFrom } from '../server/testing/seeded-random.ts'
import { findViolations } from './find-violations.ts'
import { fitsScreen, openDashboard, signInAs, type Visit, WIDE } from './open-dashboard.ts'
import { type ServedDashboard, serveDashboard, TEST_MS } from './serve-dashboard.ts'

const DAY_MS = 86_400_000
/** Days of Kolkata that are over, whatever day it is. */
const TIME_ZONE = 'Asia/Kolkata'
const OFFSET_MS = 5.5 * 3_600_000
const FIRST_MS = Date.UTC(2026, 1, 2) - OFFSET_MS
const DAYS = 4
const RANGE = 'period=own&from=2026-02-04&to=2026-02-05'
const SPAN = { fromMs: FIRST_MS + 2 * DAY_MS, toMs: FIRST_MS + 4 * DAY_MS }
const BEFORE = { fromMs: FIRST_MS, toMs: FIRST_MS + 2 * DAY_MS }

let served: ServedDashboard
let told: Told[]
beforeAll(async () => {
  served = await serveDashboard()
  const { deps } = served.app
  const random = randomFrom(6)
  told = drawBookings(random, 30, FIRST_MS, DAYS).map((each) => ({ ...each, currency: 'INR' }))
  await writePeople(deps)
  for (const [n, booking] of told.entries()) for (const step of stepsOf(deps, booking, n)) await step.write()
  await rebuildRollups(systemContext(deps, 'a test'))
}, TEST_MS)
afterAll(() => served.stop(), TEST_MS)

const button = (at: Page | Locator, name: string) => at.getByRole('button', { name, exact: true })
const tile = (page: Page, metric: string) => page.locator(`[data-metric="${metric}"]`)
const chart = (page: Page, id: string) => page.locator(`[data-chart="${id}"]`)
const counted = (ours: readonly Told[], period: typeof SPAN) =>
  recount([...ours], told, period) as unknown as Record<string, number>

async function openAt(path: string, options: object = WIDE): Promise<Visit> {
  const visit = await openDashboard(served.browser, `${served.origin}${path}`, {
    timezoneId: TIME_ZONE,
    acceptDownloads: true,
    ...options,
  })
  await signInAs(visit.page, 'operator')
  return visit
}

/** The words of a tile, once they are these. */
const says = (page: Page, metric: string, value: string | number) =>
  tile(page, metric).locator('b').getByText(String(value), { exact: true }).waitFor()

test(
  'the figures of a period are what was booked in it, beside those of the period before, and the address has the filters',
  async () => {
    const { page, faults, close } = await openAt(`/analytics?${RANGE}`)
    const [now, before] = [counted(told, SPAN), counted(told, BEFORE)]
    for (const metric of ['bookings', 'completed', 'cancelled', 'unfulfilled', 'newCustomers'])
      await says(page, metric, now[metric] as number)
    const part = ((now.bookings as number) - (before.bookings as number)) / (before.bookings as number)
    const change = new Intl.NumberFormat('en-US', {
      ...{ style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' },
    } as const).format(part)
    const delta = tile(page, 'bookings').locator('.delta')
    expect((await delta.textContent()) ?? '').toContain(change)
    expect(await delta.getAttribute('data-tone')).toBe(part > 0 ? 'good' : part < 0 ? 'bad' : null)
    await tile(page, 'cancelled').getByText(`${now.cancelledByCustomer} by customer`).waitFor()

    await tile(page, 'bookings').hover()
    const tip = page.locator('.analytics-tip')
    await tip.getByText('Feb 4 – 5, 2026').waitFor()
    expect(await tip.locator('dd').allInnerTexts()).toEqual([String(now.bookings), String(before.bookings)])

    await page.getByLabel('Class').selectOption('van')
    await page.waitForURL(/vehicleClass=van/)
    const vans = told.filter(({ vehicleClass }) => vehicleClass === 'van')
    await says(page, 'bookings', counted(vans, SPAN).bookings as number)
    await page.getByLabel('Compared with').selectOption('none')
    await delta.waitFor({ state: 'detached' })
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'a range that ends before it begins is refused at its fields, and a right one then answers',
  async () => {
    const { page, faults, forgive, close } = await openAt(`/analytics?${RANGE}`)
    await says(page, 'bookings', counted(told, SPAN).bookings as number)
    await page.getByLabel('To', { exact: true }).fill('2026-02-01')
    await page.getByRole('alert').getByText('must be later than').waitFor()
    forgive(422)
    expect(await page.getByLabel('From', { exact: true }).getAttribute('aria-invalid')).toBe('true')
    await page.getByLabel('To', { exact: true }).fill('2026-02-05')
    await says(page, 'bookings', counted(told, SPAN).bookings as number)
    expect(new URL(page.url()).searchParams.get('from')).toBe('2026-02-04')
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'the arrow keys lead through the values of a chart, which are also a table and a file',
  async () => {
    const { page, faults, close } = await openAt(`/analytics?${RANGE.replace('02-04', '02-02')}`)
    const outcomes = chart(page, 'outcomes')
    const slider = outcomes.getByRole('slider')
    await slider.focus()
    await page.keyboard.press('Home')
    const days = Array.from({ length: DAYS }, (_, n) =>
      counted(told, { fromMs: FIRST_MS + n * DAY_MS, toMs: FIRST_MS + (n + 1) * DAY_MS }),
    )
    const shown = (day: string, at: number) =>
      `${day}: Completed ${days[at]?.completed}, Cancelled ${days[at]?.cancelled}, Unfulfilled ${days[at]?.unfulfilled}`
    expect(await slider.getAttribute('aria-valuetext')).toBe(shown('Mon, Feb 2', 0))
    await page.keyboard.press('ArrowRight')
    expect(await slider.getAttribute('aria-valuetext')).toBe(shown('Tue, Feb 3', 1))
    const readout = outcomes.locator('.readout')
    await readout.getByText('Tue, Feb 3', { exact: true }).waitFor()
    await page.keyboard.press('End')
    expect(await slider.getAttribute('aria-valuetext')).toBe(shown('Thu, Feb 5', 3))
    await page.keyboard.press('Escape')
    await readout.waitFor({ state: 'detached' })
    const box = await slider.boundingBox()
    await slider.hover({ position: { x: (box?.width ?? 0) - 14, y: 60 } })
    await readout.getByText('Thu, Feb 5', { exact: true }).waitFor()

    await button(outcomes, 'Outcomes as a table').click()
    const row = outcomes.getByRole('row', { name: /Wed, Feb 4/ })
    expect((await row.locator('td').allInnerTexts()).slice(0, 3)).toEqual(
      ['completed', 'cancelled', 'unfulfilled'].map((metric) => String(days[2]?.[metric])),
    )
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      button(outcomes, 'Save outcomes as CSV').click(),
    ])
    expect(saved.suggestedFilename()).toBe('outcomes-2026-02-02-to-2026-02-05.csv')
    const [head, first] = (await readFile(await saved.path(), 'utf8')).split('\r\n')
    expect(head?.split(',').slice(0, 5)).toEqual([
      'startsAt',
      'endsAt',
      'completed',
      'cancelled',
      'unfulfilled',
    ])
    expect(first?.split(',').slice(0, 5).map(String)).toEqual(
      [
        ...[new Date(FIRST_MS).toISOString(), new Date(FIRST_MS + DAY_MS).toISOString()],
        ...[days[0]?.completed, days[0]?.cancelled, days[0]?.unfulfilled],
      ].map(String),
    )
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'a figure that is chosen is shown over time, drivers are sorted and found, and the address keeps all of it',
  async () => {
    const { page, faults, close } = await openAt(`/analytics?${RANGE}`)
    await tile(page, 'newCustomers').click()
    await page.getByRole('heading', { name: 'New customers over time' }).waitFor()
    const rows = page.locator('.driver-rows tbody tr')
    await rows.first().waitFor()
    const hauls = async () => (await rows.locator('td:nth-child(2)').allInnerTexts()).map(Number)
    expect(await hauls()).toEqual((await hauls()).toSorted((a, b) => b - a))
    await button(page, 'Hauls').click()
    await page.locator('th[aria-sort="ascending"]').waitFor()
    await page.waitForFunction(() => {
      const cells = [...document.querySelectorAll('.driver-rows td:nth-child(2)')]
      const counts = cells.map((cell) => Number(cell.textContent))
      return counts.every((count, i) => i === 0 || count >= (counts[i - 1] ?? 0))
    })
    const name = await rows.first().getByRole('link').textContent()
    await page.getByPlaceholder('Search a driver’s name').fill(name ?? '')
    await page.waitForURL(/q=/)
    await page.waitForFunction(() => document.querySelectorAll('.driver-rows tbody tr').length === 1)
    await page.reload()
    await page.getByRole('heading', { name: 'New customers over time' }).waitFor()
    await page.locator('th[aria-sort="ascending"]').waitFor()
    expect(await page.getByPlaceholder('Search a driver’s name').inputValue()).toBe(name ?? '')
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'the map shows how much was asked for in the cell below the pointer, and goes to a cell of the list',
  async () => {
    const { page, faults, close } = await openAt(`/analytics?${RANGE}&res=6`)
    const legend = page.locator('.heat-legend')
    const ours = told.filter(({ quotedAtMs, moves }) => {
      const atMs = moves[0]?.atMs ?? quotedAtMs
      return atMs >= SPAN.fromMs && atMs < SPAN.toMs
    })
    await legend.getByText(`${ours.length} bookings made in`).waitFor()
    const place = page.locator('.popular tbody tr').first()
    await place.getByRole('button').click()
    await page.locator('.heat-card .map[data-ready="true"]').waitFor()
    const map = page.locator('.heat-map canvas')
    const { width = 0, height = 0 } = (await map.boundingBox()) ?? {}
    await map.scrollIntoViewIfNeeded()
    let nudge = 0
    while (!(await legend.getByText('bookings made here').isVisible()))
      await map.hover({ position: { x: width / 2 + (nudge++ % 20), y: height / 2 } })
    await page.getByLabel('Show').selectOption('unmet')
    await legend.getByText('Unmet demand').waitFor()
    await page.waitForURL(/heat=unmet/)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'where nothing was recorded the page says what will come, and still says how things stand now',
  async () => {
    const { page, faults, close } = await openAt('/analytics?period=hour')
    await page.getByText('Nothing was recorded in this period').waitFor()
    await chart(page, 'outcomes').getByText('Nothing in this period yet').waitFor()
    await page.locator('.gauge', { hasText: 'Available' }).getByText('0', { exact: true }).waitFor()
    await page.getByText('No pickups in this period').waitFor()
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'the page fits a phone, and axe finds nothing to object to, in light and dark',
  async () => {
    const small = await openAt(`/analytics?${RANGE}`, { viewport: { width: 390, height: 844 } })
    await says(small.page, 'bookings', counted(told, SPAN).bookings as number)
    expect(await fitsScreen(small.page)).toBeTrue()
    await small.close()
    const { page, faults, close } = await openAt(`/analytics?${RANGE}`)
    await page.locator('.heat-card .map[data-ready="true"]').waitFor()
    await page.locator('.driver-rows tbody tr').first().waitFor()
    await chart(page, 'revenue').getByRole('slider').focus()
    await page.keyboard.press('Home')
    const found = await findViolations(page, 'analytics')
    await button(chart(page, 'outcomes'), 'Outcomes as a table').click()
    found.push(...(await findViolations(page, 'table')))
    await page.goto(`${served.origin}/analytics?period=hour`)
    await page.getByText('No pickups in this period').waitFor()
    found.push(...(await findViolations(page, 'empty')))
    expect(found).toEqual([])
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)
