import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test'
import { button, type Desk, hasFocus, openDesk, previewed, rowOf } from './dispatch-desk.ts'
import { TEST_MS } from './serve-dashboard.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
}, TEST_MS)
afterEach(() => desk.clear(), TEST_MS)
afterAll(() => desk.stop(), TEST_MS)

test(
  'the keyboard alone leads to what needs somebody, shows who could take it, assigns the best, and takes it back',
  async () => {
    const { driversNear, openAt, read, urgent } = desk
    const id = await urgent()
    const drivers = await driversNear(3)
    const { page, faults, close } = await openAt('/')
    await rowOf(page, id).getByText('No driver').waitFor()
    await page.waitForFunction(() => document.title.startsWith('(1) Live map'))
    await page.keyboard.press('e')
    const row = rowOf(page, id).locator('.now-row')
    expect(await hasFocus(row)).toBeTrue()
    await page.keyboard.press('a')
    await previewed(page).nth(2).waitFor()
    expect(await hasFocus(previewed(page).first())).toBeTrue()
    await page.keyboard.press('ArrowDown')
    expect(await hasFocus(previewed(page).nth(1))).toBeTrue()
    await page.keyboard.press('Escape')
    expect(await hasFocus(row)).toBeTrue()
    await page.keyboard.press('a')
    await previewed(page).first().waitFor()
    await page.keyboard.press('Enter')
    const said = page.getByRole('region', { name: 'Notices' })
    await said.getByText(/has booking/).waitFor()
    expect(await read(id)).toMatchObject({ state: 'assigned', driver: { id: drivers[0]?.id } })
    await button(said, 'Undo').click()
    await said.getByText('is searching again').waitFor()
    expect(await read(id)).toMatchObject({ state: 'searching', driver: null })
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'a haul goes from its driver to another and back; a candidate who was taken meanwhile is refused in words',
  async () => {
    const { book, driversNear, openAt, post, read } = desk
    const drivers = await driversNear(3)
    const [first, second, third] = drivers
    const [id, other] = [await book(), await book()]
    expect((await post(`/v1/bookings/${id}/assign`, { driverId: first?.id })).status).toBe(200)
    const { page, faults, forgive, close } = await openAt(`/?booking=${id}`)
    const panel = page.getByRole('region', { name: /^Booking/ })
    await panel.locator('[data-state="assigned"]').waitFor()
    await button(panel, 'Reassign').click()
    await previewed(page).nth(1).waitFor()
    await previewed(page).first().focus()
    expect((await post(`/v1/bookings/${other}/assign`, { driverId: second?.id })).status).toBe(200)
    await previewed(page).first().click()
    await panel.getByRole('alert').getByText('The driver already has an active booking.').waitFor()
    forgive(409)
    expect((await read(id)).driver.id).toBe(first?.id)
    await previewed(page).nth(1).waitFor({ state: 'detached' })
    await previewed(page).first().click()
    const said = page.getByRole('region', { name: 'Notices' })
    await said.getByText(/has booking/).waitFor()
    expect((await read(id)).driver.id).toBe(third?.id)
    await panel.getByText('Taken from the driver: searching again').waitFor()
    await button(said, 'Undo').click()
    await said.getByText('again').waitFor()
    expect((await read(id)).driver.id).toBe(first?.id)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'an undo that comes too late says so and changes nothing',
  async () => {
    const { book, driversNear, openAt, post, read } = desk
    const drivers = await driversNear(1)
    const id = await book()
    const { page, faults, forgive, close } = await openAt(`/?booking=${id}`)
    await button(page, 'Assign a driver').click()
    await previewed(page).first().click()
    const undo = button(page.getByRole('region', { name: 'Notices' }), 'Undo')
    await undo.waitFor()
    const { version } = await read(id)
    const report = { status: 'en_route_to_pickup', version }
    expect((await post(`/v1/bookings/${id}/status`, report, drivers[0]?.token)).status).toBe(200)
    await undo.click()
    await page.getByText('The booking has changed: it is en_route_to_pickup now.').waitFor()
    forgive(409)
    expect((await read(id)).state).toBe('en_route_to_pickup')
    await button(page, 'Release driver').click()
    await page.locator('.panel [data-state="searching"]').waitFor()
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'a row keeps its place under the focus when it is settled elsewhere, and the panel gives the focus back to its row',
  async () => {
    const { app, book, cancel, openAt, origin, urgent } = desk
    const [first, second] = [await urgent(), await book()]
    app.clock.offsetMs += 90_000
    const { page, faults, close } = await openAt('/')
    await rowOf(page, first).waitFor()
    const row = rowOf(page, first).locator('.now-row')
    await page.keyboard.press('e')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: `Booking ${first.slice(-8)}` }).waitFor()
    expect(new URL(page.url()).searchParams.get('booking')).toBe(first)
    await page.keyboard.press('Escape')
    await row.waitFor()
    expect(await hasFocus(row)).toBeTrue()
    await cancel(first)
    await rowOf(page, first).getByText('settled').waitFor()
    expect(await hasFocus(row)).toBeTrue()
    await page.getByRole('link', { name: /^Open bookings/ }).click()
    await page.locator(`a[href="/?list=bookings&booking=${second}"]`).click()
    await page.getByRole('heading', { name: `Booking ${second.slice(-8)}` }).waitFor()
    await button(page, 'Back to the list').click()
    await page.waitForURL(`${origin}/?list=bookings`)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)
