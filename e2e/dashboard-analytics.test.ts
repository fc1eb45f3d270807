import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readFile } from 'node:fs/promises'
import { findViolations } from './find-violations.ts'
import { button } from './open-dashboard.ts'
import { TEST_MS } from './serve-dashboard.ts'
import {
  BEFORE,
  chart,
  DAYS,
  dayMs,
  label,
  RANGE,
  RANGE_LABEL,
  type ServedHistory,
  SPAN,
  says,
  serveHistory,
  tile,
  word,
} from './serve-history.ts'

let history: ServedHistory
beforeAll(async () => {
  history = await serveHistory()
}, TEST_MS)
afterAll(() => history.stop(), TEST_MS)

test(
  'the figures of a period are what was booked in it, beside those of the period before, and the address has the filters',
  async () => {
    const { page, faults, close } = await history.openAt(`/analytics?${RANGE}`)
    const [now, before] = [history.counted(history.told, SPAN), history.counted(history.told, BEFORE)]
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
    await tip.getByText(RANGE_LABEL).waitFor()
    expect(await tip.locator('dd').allInnerTexts()).toEqual([String(now.bookings), String(before.bookings)])

    await page.getByLabel('Class').selectOption('van')
    await page.waitForURL(/vehicleClass=van/)
    const vans = history.told.filter(({ vehicleClass }) => vehicleClass === 'van')
    await says(page, 'bookings', history.counted(vans, SPAN).bookings as number)
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
    const { page, faults, forgive, close } = await history.openAt(`/analytics?${RANGE}`)
    await says(page, 'bookings', history.counted(history.told, SPAN).bookings as number)
    await page.getByLabel('To', { exact: true }).fill(word(1))
    await page.getByRole('alert').getByText('must be later than').waitFor()
    forgive(422)
    expect(await page.getByLabel('From', { exact: true }).getAttribute('aria-invalid')).toBe('true')
    await page.getByLabel('To', { exact: true }).fill(word(3))
    await says(page, 'bookings', history.counted(history.told, SPAN).bookings as number)
    expect(new URL(page.url()).searchParams.get('from')).toBe(word(2))
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'the arrow keys lead through the values of a chart, which are also a table and a file',
  async () => {
    const { page, faults, close } = await history.openAt(
      `/analytics?period=own&from=${word(0)}&to=${word(3)}`,
    )
    const outcomes = chart(page, 'outcomes')
    const slider = outcomes.getByRole('slider')
    await slider.focus()
    await page.keyboard.press('Home')
    const days = Array.from({ length: DAYS }, (_, n) =>
      history.counted(history.told, { fromMs: dayMs(n), toMs: dayMs(n + 1) }),
    )
    const shown = (at: number) =>
      `${label(at)}: Completed ${days[at]?.completed}, Cancelled ${days[at]?.cancelled}, Unfulfilled ${days[at]?.unfulfilled}`
    expect(await slider.getAttribute('aria-valuetext')).toBe(shown(0))
    await page.keyboard.press('ArrowRight')
    expect(await slider.getAttribute('aria-valuetext')).toBe(shown(1))
    const readout = outcomes.locator('.readout')
    await readout.getByText(label(1), { exact: true }).waitFor()
    await page.keyboard.press('End')
    expect(await slider.getAttribute('aria-valuetext')).toBe(shown(3))
    await page.keyboard.press('Escape')
    await readout.waitFor({ state: 'detached' })
    const box = await slider.boundingBox()
    await slider.hover({ position: { x: (box?.width ?? 0) - 14, y: 60 } })
    await readout.getByText(label(3), { exact: true }).waitFor()

    await button(outcomes, 'Outcomes as a table').click()
    const row = outcomes.getByRole('row', { name: label(2) })
    expect((await row.locator('td').allInnerTexts()).slice(0, 3)).toEqual(
      ['completed', 'cancelled', 'unfulfilled'].map((metric) => String(days[2]?.[metric])),
    )
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      button(outcomes, 'Save outcomes as CSV').click(),
    ])
    expect(saved.suggestedFilename()).toBe(`outcomes-${word(0)}-to-${word(3)}.csv`)
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
        ...[0, 1].map((n) => new Date(dayMs(n)).toISOString()),
        ...[days[0]?.completed, days[0]?.cancelled, days[0]?.unfulfilled],
      ].map(String),
    )
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'axe finds nothing to object to, in light and dark: figures, charts and a readout',
  async () => {
    const { page, faults, close } = await history.openAt(`/analytics?${RANGE}`)
    await page.locator('.heat-card .map[data-ready="true"]').waitFor()
    await page.locator('.driver-rows tbody tr').first().waitFor()
    await chart(page, 'revenue').getByRole('slider').focus()
    await page.keyboard.press('Home')
    expect(await findViolations(page, 'analytics')).toEqual([])
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)
