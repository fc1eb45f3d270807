import { afterAll, beforeAll, expect, test } from 'bun:test'
import { parse } from 'csv-parse/sync'
import { copyBooking } from '../server/testing/copy-booking.ts'
import { button } from './open-dashboard.ts'
import { type ServedDashboard, serveDashboard, TEST_MS } from './serve-dashboard.ts'
import { asCustomer, rowOf } from './table-rows.ts'

const MANY = 1_200
/** By which the table of a file takes longer than any other answer is waited for. */
const SLOW_BYTES_PER_S = 22_000
const USUAL_WAIT_MS = 10_000

let served: ServedDashboard
let id: string
beforeAll(async () => {
  served = await serveDashboard()
  const { book } = await asCustomer(served)
  await copyBooking(served.app.deps.sql, await book(), MANY)
  id = await book()
}, TEST_MS)
afterAll(() => served.stop(), TEST_MS)

test(
  'a long table is saved however slow the line is, says how far it is, and can be given up',
  async () => {
    const { page, faults, close } = await served.openAt('/bookings')
    await rowOf(page, id).waitFor()
    const line = await page.context().newCDPSession(page)
    await line.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency: 0, uploadThroughput: -1 },
      downloadThroughput: SLOW_BYTES_PER_S,
    })
    const progress = page.getByRole('button', { name: /^Saving… \d+ kB$/ })
    await button(page, 'CSV').click()
    await progress.waitFor()
    await button(page, 'Cancel the download').click()
    await button(page, 'CSV').waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)

    const beganMs = performance.now()
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'CSV').click()])
    expect(performance.now() - beganMs).toBeGreaterThan(USUAL_WAIT_MS)
    const table = parse(await Bun.file(await download.path()).text(), { columns: true }) as { id: string }[]
    const [total] = await served.app.deps.sql`select count(*)::int as count from bookings`
    expect(table).toHaveLength(total?.count)
    await button(page, 'CSV').waitFor()
    expect(await button(page, 'Cancel the download').count()).toBe(0)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'the bookings of one market are chosen, and the choice is in the address',
  async () => {
    const { app, origin } = served
    const { items } = (await app.request('GET', '/v1/analytics/markets', { as: app.admin })).body
    const [own] = await app.deps.sql`select market from bookings where id = ${id}`
    const other = items.find(({ market }: { market: string }) => market !== own?.market)
    const { page, faults, close } = await served.openAt('/bookings', 'operator')
    await rowOf(page, id).waitFor()
    const market = page.getByRole('combobox', { name: 'Market' })
    await market.selectOption(other.market)
    await page.getByText('No booking fits these filters').waitFor()
    expect(page.url()).toBe(`${origin}/bookings?market=${other.market}`)
    await page.reload()
    await page.getByText('No booking fits these filters').waitFor()
    expect(await market.inputValue()).toBe(other.market)
    await market.selectOption(own?.market)
    await rowOf(page, id).waitFor()
    // One without prices any more is said as it is.
    await page.goto(`${origin}/bookings?market=84754a9ffffffff`)
    await page.getByText('No booking fits these filters').waitFor()
    expect(await market.inputValue()).toBe('84754a9ffffffff')
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)
