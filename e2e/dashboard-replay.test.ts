import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Locator, Page } from 'playwright'
import { findViolations } from './find-violations.ts'
import { button, fitsScreen, NARROW, type Visit, WIDE } from './open-dashboard.ts'
import { at, hourMs, recordHour } from './record-hour.ts'
import { type ServedDashboard, serveDashboard, TEST_MS } from './serve-dashboard.ts'

let served: ServedDashboard
let driverId: string
let bookingId: string
beforeAll(async () => {
  served = await serveDashboard()
  ;({ driverId, bookingId } = await recordHour(served.app))
}, TEST_MS)
afterAll(() => served.stop(), TEST_MS)

const momentOf = (s: number) => `/replay?at=${at(s).toISOString()}`
async function openAt(path: string, options: object = WIDE): Promise<Visit> {
  const visit = await served.openAt(path, 'operator', options)
  await visit.page.locator('.map[data-ready="true"]').waitFor()
  return visit
}
const slider = (page: Page) => page.getByRole('slider', { name: 'Moment' })
const secondOf = async (page: Page) => Number(await slider(page).inputValue())
const figure = (page: Page, name: string, value: number) =>
  page.locator('.replay-figures div').filter({ hasText: new RegExp(`^${name}${value}$`) })
const fact = (page: Page, text: string) => page.locator('.looked dd').getByText(text, { exact: true })
const row = (page: Page, title: string) => page.locator('.events li').filter({ hasText: title })

test(
  'at each moment drivers and bookings are what and where they were, and the address leads back to it',
  async () => {
    const { page, faults, close } = await openAt(`${momentOf(590)}&driver=${driverId}`)
    await fact(page, 'Available').waitFor()
    await fact(page, '12.97000, 77.59000').waitFor()
    const figures = { Available: 1, 'On a haul': 0, Searching: 1, 'Under way': 0 }
    for (const [name, value] of Object.entries(figures)) await figure(page, name, value).waitFor()
    await slider(page).focus()
    await page.keyboard.press('ArrowUp')
    await fact(page, 'On a haul').waitFor()
    await figure(page, 'Under way', 1).waitFor()
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight')
    await fact(page, '12.97050, 77.59000').waitFor()
    await page.keyboard.press('PageUp')
    await fact(page, '12.97650, 77.59000').waitFor()
    await figure(page, 'Surge cells', 0).waitFor()
    await page.keyboard.press('PageUp')
    await figure(page, 'Surge cells', 1).waitFor()
    await page.waitForURL((url) => url.searchParams.get('at') === at(725).toISOString())
    await page.reload()
    await fact(page, '12.98250, 77.59000').waitFor()
    expect(await secondOf(page)).toBe(725)
    await slider(page).fill('950')
    await fact(page, 'Available').waitFor()
    await figure(page, 'Under way', 0).waitFor()
    await page.getByText('No positions were recorded from').waitFor()
    await fact(page, '12.99000, 77.59000').waitFor()
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'playing moves the drivers along their way and the list along what happened, and stops where one says',
  async () => {
    const { page, faults, close } = await openAt(`${momentOf(580)}&driver=${driverId}`)
    await fact(page, '12.97000, 77.59000').waitFor()
    await slider(page).focus()
    expect(await page.getByRole('radio', { name: '10×' }).isChecked()).toBeTrue()
    await page.keyboard.press(']')
    await page.getByRole('radio', { name: '30×', checked: true }).waitFor({ state: 'attached' })
    await page.keyboard.press(' ')
    await button(page, 'Pause').waitFor()
    await fact(page, 'On a haul').waitFor()
    await page.waitForFunction(
      () => Number(document.querySelector<HTMLInputElement>('.scrubber')?.value) > 620,
    )
    await page.keyboard.press(' ')
    await button(page, 'Play').waitFor()
    const second = await secondOf(page)
    const lat = 12.97 + (Math.min(800, second) - 600) / 10_000
    await fact(page, `${lat.toFixed(5)}, 77.59000`).waitFor()
    await page.waitForURL(
      (url) => Math.abs(Date.parse(url.searchParams.get('at') ?? '') - at(second).getTime()) <= 1_000,
    )
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'a link to a booking shows it alone, its moves lead to their moments, and a decision to why it was taken',
  async () => {
    const { page, faults, close } = await openAt(`${momentOf(500)}&booking=${bookingId}`)
    const looked = page.locator('.looked')
    await looked.locator('[data-state="searching"]').waitFor()
    await row(page, 'Booked').waitFor()
    expect(await page.locator('.events li').count()).toBe(4)
    await row(page, 'assigned').getByRole('button').first().click()
    await looked.locator('[data-state="assigned"]').waitFor()
    expect(await secondOf(page)).toBe(600)
    const why = row(page, 'chosen').getByRole('button', { name: 'Why this driver?' })
    await why.click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('chosen by an operator').waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await why.evaluate((element) => element === document.activeElement)).toBeTrue()
    await slider(page).fill('901')
    await looked.locator('[data-state="cancelled"]').waitFor()
    await page.getByText('by the customer: plans changed').waitFor()
    await button(looked, 'Show everything again').click()
    await looked.waitFor({ state: 'detached' })
    await page.getByLabel('Kind of event').selectOption('Bookings')
    await row(page, 'Booked').nth(1).waitFor()
    expect(await page.locator('.events li').count()).toBe(2)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'the keyboard alone chooses an hour and leads through it',
  async () => {
    const { page, faults, close } = await openAt(momentOf(600))
    const tabTo = async (target: Locator) => {
      await target.waitFor()
      for (let tabs = 0; tabs < 60; tabs++) {
        if (await target.evaluate((element) => element === document.activeElement)) return
        await page.keyboard.press('Tab')
      }
      throw new Error(`the keyboard does not reach ${target}`)
    }
    await tabTo(button(page, 'The hour before'))
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.searchParams.get('at') === at(-3_600).toISOString())
    await page.getByText('Nothing was recorded around this moment').waitFor()
    await tabTo(button(page, 'The hour after'))
    await page.keyboard.press('Enter')
    await row(page, 'Booked').first().waitFor()
    await tabTo(slider(page))
    const after = async (key: string, second: number) => {
      await page.keyboard.press(key)
      await page.waitForFunction(
        (wanted) => document.querySelector<HTMLInputElement>('.scrubber')?.value === String(wanted),
        second,
      )
    }
    await after('PageUp', 60)
    await after('ArrowRight', 61)
    await after('Shift+ArrowRight', 71)
    await after('ArrowLeft', 70)
    await after('ArrowDown', 60)
    await after('PageDown', 0)
    await after('End', 3_600)
    await after('Home', 0)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'an hour of which nothing is kept is refused in words, and one without anything says so',
  async () => {
    const old = new Date(hourMs - (served.app.deps.config.trackRetentionDays + 2) * 86_400_000).toISOString()
    const { page, faults, forgive, close } = await openAt(`/replay?at=${old}`)
    await page.getByRole('alert').getByText('This hour is no longer kept').waitFor()
    await page.getByRole('alert').getByText('Positions are kept for 30 days').waitFor()
    forgive(422)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'it fits a phone, and axe finds nothing to object to on the page and in its dialog, in light and dark',
  async () => {
    const found: string[] = []
    for (const options of [WIDE, { ...NARROW, reducedMotion: 'reduce' }]) {
      const { page, faults, close } = await openAt(`${momentOf(600)}&booking=${bookingId}`, options)
      await page.locator('.looked [data-state="assigned"]').waitFor()
      expect(await fitsScreen(page)).toBeTrue()
      found.push(...(await findViolations(page, `replay ${options.viewport.width}`)))
      await page.locator('.looked').getByRole('button', { name: 'Why this driver?' }).click()
      await page.getByRole('dialog').getByText('chosen by an operator').waitFor()
      found.push(...(await findViolations(page, `why ${options.viewport.width}`)))
      expect(faults).toEqual([])
      await close()
    }
    expect(found).toEqual([])
  },
  TEST_MS,
)
