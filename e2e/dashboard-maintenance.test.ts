import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Locator, Page } from 'playwright'
import { findViolations } from './find-violations.ts'
import { TEST_MS } from './serve-dashboard.ts'
import { day, type ServedFleet, serveFleet } from './serve-fleet.ts'

let fleet: ServedFleet
beforeAll(async () => {
  fleet = await serveFleet()
}, TEST_MS)
afterAll(() => fleet.stop(), TEST_MS)

const month = day(40).slice(0, 7)
const at = (date: number, hour: number) => new Date(`${month}-${date}T${String(hour).padStart(2, '0')}:00`)
const bar = (page: Page, text: string) => page.locator('.bar-button', { hasText: text }).first()
const on = (page: Page, date: number) => page.locator(`[data-day="${month}-${date}"]`)

/** A vehicle whose brakes are looked after from the 12th to the 13th of a month to come, and its tyres on the 20th. */
async function withPeriods() {
  const { id } = await fleet.newVehicle()
  const plan = (reason: string, from: Date, to: Date) =>
    fleet.ask('POST', `/v1/admin/vehicles/${id}/maintenance`, { startsAt: from, endsAt: to, reason })
  await plan('Brakes', at(12, 8), at(13, 17))
  await plan('Tyres', at(20, 8), at(20, 17))
  const visit = await fleet.openAt(`/vehicles/${id}?month=${month}`)
  await bar(visit.page, 'Brakes').waitFor()
  const brakes = async () => {
    const { items } = await fleet.ask('GET', `/v1/admin/vehicles/${id}/maintenance`)
    const { startsAt, endsAt } = items.find(({ reason }: { reason: string }) => reason === 'Brakes')
    return [startsAt, endsAt]
  }
  return { ...visit, brakes }
}
const span = (from: Date, to: Date) => [from.toISOString(), to.toISOString()]

async function drag(page: Page, from: Locator, to: Locator) {
  await from.hover()
  await page.mouse.down()
  await to.hover({ force: true })
  await page.mouse.up()
}
/** Once it was sent, answered, and the calendar was read again. */
const settled = (page: Page) => page.locator('[data-held="true"]').first().waitFor({ state: 'detached' })

test(
  'a bar is dragged to other days and by its end; on days that are taken it is refused, in words, and goes back',
  async () => {
    const { page, faults, forgive, brakes, close } = await withPeriods()
    await drag(page, bar(page, 'Brakes').getByText('Brakes'), on(page, 15))
    await settled(page)
    expect(await brakes()).toEqual(span(at(15, 8), at(16, 17)))
    await drag(
      page,
      page.locator('.bar-button', { hasText: 'Brakes' }).locator('[data-grip="end"]'),
      on(page, 17),
    )
    await settled(page)
    expect(await brakes()).toEqual(span(at(15, 8), at(17, 17)))
    await drag(page, bar(page, 'Brakes').getByText('Brakes'), on(page, 19))
    await page.getByRole('alert').getByText('The vehicle has other maintenance in this period.').waitFor()
    forgive(409)
    await settled(page)
    expect(await brakes()).toEqual(span(at(15, 8), at(17, 17)))
    const dialog = page.getByRole('dialog')
    expect(await dialog.count()).toBe(0)
    await bar(page, 'Brakes').click()
    await dialog.getByLabel('What for').waitFor()
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'by the keyboard a bar is moved day by day and put down by Enter; Escape leaves it where it was',
  async () => {
    const { page, faults, forgive, brakes, close } = await withPeriods()
    const hasFocus = () => bar(page, 'Brakes').and(page.locator(':focus')).waitFor()
    await bar(page, 'Brakes').focus()
    for (const key of ['ArrowRight', 'ArrowDown', 'Escape']) await page.keyboard.press(key)
    await settled(page)
    expect(await brakes()).toEqual(span(at(12, 8), at(13, 17)))
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'Shift+ArrowRight', 'Shift+ArrowRight']) {
      await page.keyboard.press(key)
      await hasFocus()
    }
    expect(await brakes()).toEqual(span(at(12, 8), at(13, 17)))
    await page.getByRole('status').getByText('Brakes:').waitFor()
    expect(await findViolations(page, 'a bar that is moved')).toEqual([])
    await page.keyboard.press('Enter')
    await settled(page)
    expect(await brakes()).toEqual(span(at(13, 8), at(16, 17)))
    await hasFocus()
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('The vehicle has other maintenance in this period.').waitFor()
    forgive(409)
    await hasFocus()
    expect(await brakes()).toEqual(span(at(13, 8), at(16, 17)))
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'on a phone a finger drags a bar to another day, and the page does not scroll away below it',
  async () => {
    const { id } = await fleet.newVehicle()
    const period = { startsAt: at(12, 8), endsAt: at(12, 17), reason: 'Brakes' }
    await fleet.ask('POST', `/v1/admin/vehicles/${id}/maintenance`, period)
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
    const { page, faults, close } = await fleet.openAt(`/vehicles/${id}?month=${month}`, 'admin', phone)
    await bar(page, 'Brakes').waitFor()
    await on(page, 19).scrollIntoViewIfNeeded()
    const middle = async (of: Locator) => {
      const box = await of.boundingBox()
      return { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 }
    }
    const [from, to] = [await middle(bar(page, 'Brakes')), await middle(on(page, 19))]
    const session = await page.context().newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints })
    await touch('touchStart', [from])
    for (const share of [0.3, 0.6, 1])
      await touch('touchMove', [{ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }])
    await touch('touchEnd', [])
    await settled(page)
    const { items } = await fleet.ask('GET', `/v1/admin/vehicles/${id}/maintenance`)
    expect([items[0].startsAt, items[0].endsAt]).toEqual(span(at(19, 8), at(19, 17)))
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)
