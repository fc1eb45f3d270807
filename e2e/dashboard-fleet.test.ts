import { afterAll, beforeAll, expect, test } from 'bun:test'
import { button } from './open-dashboard.ts'
import { TEST_MS } from './serve-dashboard.ts'
import { DAY_MS, day, reason, type ServedFleet, serveFleet, state } from './serve-fleet.ts'

let fleet: ServedFleet
beforeAll(async () => {
  fleet = await serveFleet()
}, TEST_MS)
afterAll(() => fleet.stop(), TEST_MS)

/** As a field of date and time has it. */
function localTime(iso: string): string {
  const date = new Date(iso)
  return `${day((date.getTime() - Date.now()) / DAY_MS)}T${date.toTimeString().slice(0, 5)}`
}

test(
  'who edits a vehicle that somebody changed meanwhile is told who, what differs, and can save over it or take theirs',
  async () => {
    const { id, plate } = await fleet.newVehicle()
    const { page, faults, forgive, close } = await fleet.openAt(`/vehicles/${id}`)
    await button(page, 'Edit').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Model').fill('Ace Mine')
    await fleet.ask('PATCH', `/v1/admin/vehicles/${id}`, { version: 1, model: 'Ace Theirs' })
    await button(dialog, 'Save').click()
    const conflict = dialog.getByRole('alert')
    await conflict.getByRole('row', { name: 'Model Ace Theirs Ace Mine' }).waitFor()
    await conflict.getByText(/^Vehicle changed by .+ago|^Vehicle changed by .+now/).waitFor()
    forgive(409)
    await button(conflict, 'Take theirs').click()
    expect(await dialog.getByLabel('Model').inputValue()).toBe('Ace Theirs')

    await dialog.getByLabel('Year').fill('1900')
    await button(dialog, 'Save').click()
    await dialog.getByText('Expected a year from 1980 to 2100').waitFor()
    expect(await dialog.getByLabel('Year').evaluate((field) => field === document.activeElement)).toBeTrue()
    await dialog.getByLabel('Year').fill('2025')
    await fleet.ask('PATCH', `/v1/admin/vehicles/${id}`, { version: 2, make: 'Mahindra' })
    await button(dialog, 'Save').click()
    await button(conflict, 'Save mine over it').click()
    forgive(409)
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('Tata Ace Theirs 2025').waitFor()

    const other = await fleet.newVehicle()
    await button(page, 'Edit').click()
    await dialog.getByLabel('Plate').fill(other.plate)
    await button(dialog, 'Save').click()
    await dialog.locator('.field-error').waitFor()
    forgive(409)
    const field = dialog.getByLabel('Plate')
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    expect(await field.evaluate((element) => element === document.activeElement)).toBeTrue()
    await dialog.getByLabel('Plate').fill(plate)
    await button(dialog, 'Save').click()
    await dialog.waitFor({ state: 'detached' })
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'maintenance is planned on a day by the keyboard, an overlap is refused at its field, what is under way is ended early',
  async () => {
    const { id } = await fleet.newVehicle()
    const { page, faults, forgive, close } = await fleet.openAt(`/vehicles/${id}`)
    const dialog = page.getByRole('dialog')
    const today = page.locator(`[data-day="${day(0)}"]`)
    await today.focus()
    await page.keyboard.press('Shift+ArrowRight')
    const tomorrow = page.locator(`[data-day="${day(1)}"]`)
    await tomorrow.and(page.locator(':focus')).waitFor()
    await page.keyboard.press('Enter')
    await dialog.getByLabel('Ends').waitFor()
    expect(await dialog.getByLabel('Ends').inputValue()).toBe(`${day(2)}T00:00`)
    await dialog.getByLabel('Begins').fill(`${day(1)}T08:00`)
    await button(dialog, 'Plan it').click()
    await dialog.getByText('Fill this in').waitFor()
    await dialog.getByLabel('What for').fill('Brake pads')
    await button(dialog, 'Plan it').click()
    await dialog.waitFor({ state: 'detached' })
    const bar = page.locator('.bar-button', { hasText: 'Brake pads' })
    await bar.waitFor()

    await button(page, 'Plan').click()
    await dialog.getByLabel('Begins').fill(`${day(1)}T10:00`)
    await dialog.getByLabel('Ends').fill(`${day(1)}T09:00`)
    await dialog.getByLabel('What for').fill('Tyres')
    await button(dialog, 'Plan it').click()
    await dialog.getByText('The end must be later than the beginning.').waitFor()
    forgive(422)
    await dialog.getByLabel('Ends').fill(`${day(3)}T10:00`)
    await button(dialog, 'Plan it').click()
    await dialog.getByText('The vehicle has other maintenance in this period.').waitFor()
    forgive(409)
    const begins = dialog.getByLabel('Begins')
    expect(await begins.getAttribute('aria-invalid')).toBe('true')
    expect(await begins.evaluate((element) => element === document.activeElement)).toBeTrue()
    await begins.fill(`${day(2)}T10:00`)
    await button(dialog, 'Plan it').click()
    await dialog.waitFor({ state: 'detached' })

    await bar.click()
    await button(dialog, 'Cancel it…').click()
    await button(dialog, 'Cancel it').click()
    await bar.waitFor({ state: 'detached' })

    await button(page, 'Plan').click()
    await dialog.getByLabel('Ends').fill(`${day(1)}T06:00`)
    await dialog.getByLabel('What for').fill('Oil')
    const now = await page.evaluate(() => new Date(Date.now() - 60_000).toISOString())
    await dialog.getByLabel('Begins').fill(localTime(now))
    await button(dialog, 'Plan it').click()
    await page.getByText('In maintenance now: Oil').waitFor()
    await state(page, 'maintenance').waitFor()
    await reason(page, 'vehicle_maintenance').waitFor()
    await button(page, 'End now').click()
    await button(dialog, 'End it now').click()
    await state(page, 'active').waitFor()
    await reason(page, 'vehicle_maintenance').waitFor({ state: 'detached' })
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'days are chosen by dragging over them',
  async () => {
    const { id } = await fleet.newVehicle()
    const month = day(40).slice(0, 7)
    const { page, faults, close } = await fleet.openAt(`/vehicles/${id}?month=${month}`)
    const on = (date: number) => page.locator(`[data-day="${month}-${date}"]`)
    await on(14).hover()
    await page.mouse.down()
    await on(15).hover()
    await on(16).hover()
    await page.mouse.up()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Begins').waitFor()
    expect(await dialog.getByLabel('Begins').inputValue()).toBe(`${month}-14T00:00`)
    expect(await dialog.getByLabel('Ends').inputValue()).toBe(`${month}-17T00:00`)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)
