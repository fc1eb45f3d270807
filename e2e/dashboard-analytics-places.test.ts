import { afterAll, beforeAll, expect, test } from 'bun:test'
import { findViolations } from './find-violations.ts'
import { button, fitsScreen } from './open-dashboard.ts'
import { TEST_MS } from './serve-dashboard.ts'
import { chart, RANGE, type ServedHistory, SPAN, serveHistory, tile } from './serve-history.ts'

/** By which the days of Kolkata are off the hours of the clock of the cells. */
const HALF_HOUR_MS = 1_800_000
/** Of the pointer over the map, until its cells are painted. */
const MOVES_MAX = 400
let history: ServedHistory
beforeAll(async () => {
  history = await serveHistory()
}, TEST_MS)
afterAll(() => history.stop(), TEST_MS)

test(
  'a figure that is chosen is shown over time, drivers are sorted and found, and the address keeps all of it',
  async () => {
    const { page, faults, close } = await history.openAt(`/analytics?${RANGE}`)
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
    const { page, faults, close } = await history.openAt(`/analytics?${RANGE}&res=6`)
    const legend = page.locator('.heat-legend')
    const ours = history.told.filter(({ quotedAtMs, moves }) => {
      const atMs = moves[0]?.atMs ?? quotedAtMs
      // Cells are counted by whole hours.
      return atMs >= SPAN.fromMs - HALF_HOUR_MS && atMs < SPAN.toMs + HALF_HOUR_MS
    })
    await legend.getByText(`${ours.length} bookings made in`).waitFor()
    const place = page.locator('.popular tbody tr').first()
    await place.getByRole('button').click()
    await page.locator('.heat-card .map[data-ready="true"]').waitFor()
    const map = page.locator('.heat-map canvas')
    const { width = 0, height = 0 } = (await map.boundingBox()) ?? {}
    await map.scrollIntoViewIfNeeded()
    const here = legend.getByText('bookings made here')
    for (let moves = 0; moves < MOVES_MAX && !(await here.isVisible()); moves++)
      await map.hover({ position: { x: width / 2 + (moves % 20), y: height / 2 } })
    await here.waitFor()
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
    const { page, faults, close } = await history.openAt('/analytics?period=hour')
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
  'axe finds nothing to object to on a phone either, with a table in place of a chart and nothing in the rest',
  async () => {
    const phone = { viewport: { width: 390, height: 844 } }
    const { page, faults, close } = await history.openAt('/analytics?period=hour', phone)
    await page.getByText('No pickups in this period').waitFor()
    await button(chart(page, 'outcomes'), 'Outcomes as a table').click()
    expect(await fitsScreen(page)).toBeTrue()
    expect(await findViolations(page, 'phone')).toEqual([])
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)
