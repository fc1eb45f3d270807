import { afterAll, beforeAll, expect, test } from 'bun:test'
import { at, recordHour } from './record-hour.ts'
import { type ServedDashboard, serveDashboard, TEST_MS } from './serve-dashboard.ts'

let served: ServedDashboard
let bookingId: string
beforeAll(async () => {
  served = await serveDashboard()
  ;({ bookingId } = await recordHour(served.app))
}, TEST_MS)
afterAll(() => served.stop(), TEST_MS)

test(
  'why a driver was taken is told from the moment that is looked at, not from now',
  async () => {
    const address = `/replay?at=${at(600).toISOString()}&booking=${bookingId}`
    const { page, faults, close } = await served.openAt(address, 'operator')
    const age = page.getByRole('dialog').locator('.round-time time')
    for (const [second, said] of [
      ['590', 'in 10 s'],
      ['600', 'now'],
      ['720', '2 min ago'],
    ] as const) {
      await page.getByRole('slider', { name: 'Moment' }).fill(second)
      await page.locator('.looked').getByRole('button', { name: 'Why this driver?' }).click()
      await age.getByText(said, { exact: true }).waitFor()
      await page.keyboard.press('Escape')
      await age.waitFor({ state: 'detached' })
    }
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)
