import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type ServedDashboard, serveDashboard, TEST_MS } from './serve-dashboard.ts'

let served: ServedDashboard
beforeAll(async () => {
  served = await serveDashboard()
}, TEST_MS)
afterAll(() => served.stop(), TEST_MS)

test(
  'the keyboard alone finds a booking, a driver and a page, and says what it can do',
  async () => {
    const { app, origin, openAt } = served
    const { pickup } = app.haul
    const driver = await app.availableDriver(pickup.lat, pickup.lng)
    const customer = await app.signUp('customer')
    const bookingId = (await app.book(customer.token, await app.quote(customer.token))).body.id as string
    const { page, faults, close } = await openAt('/drivers', 'operator')
    const row = page.locator(`[data-row="${driver.id}"]`)
    await row.locator('[data-state="available"]').waitFor()

    const find = async (typed: string, found: string | RegExp) => {
      await page.keyboard.press('Control+k')
      await page.locator('[role="combobox"]:focus').waitFor()
      await page.keyboard.type(typed)
      await page.locator('[role="option"][data-highlighted]').getByText(found).waitFor()
      await page.keyboard.press('Enter')
    }
    await find(bookingId.slice(-8), `Booking ${bookingId.slice(-8)}`)
    await page.waitForURL(`${origin}/bookings/${bookingId}`)
    await find('test driver', 'Test driver 1')
    await page.waitForURL(`${origin}/drivers/${driver.id}`)
    await page.keyboard.press('Control+k')
    await page.locator('[role="combobox"]:focus').waitFor()
    await page.keyboard.type('test driver')
    await page.locator('[role="option"][data-highlighted]').getByText('Test driver 1').waitFor()
    await page.keyboard.press('ArrowDown')
    await page.locator('[role="option"][data-highlighted]').getByText('Show on the map').waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(`${origin}/?driver=${driver.id}`)
    await page.keyboard.press('Control+k')
    await page.locator('[role="combobox"]:focus').waitFor()
    await page.keyboard.type('nothing of that name')
    await page.getByText('Nothing is called').waitFor()
    // An operator is offered neither the vehicles' page nor a way to them.
    await page.getByRole('combobox').fill('vehicles')
    await page.getByText('Nothing is called “vehicles”').waitFor()
    await page.keyboard.press('Escape')

    await page.keyboard.press('?')
    await page.getByText('Show this sheet').waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('g')
    await page.keyboard.press('d')
    await page.waitForURL(`${origin}/drivers`)
    await page.keyboard.press('/')
    await page.keyboard.type('demo g b?')
    await page.getByText('No driver fits these filters').waitFor()
    expect(new URL(page.url()).searchParams.get('q')).toBe('demo g b?')
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)
