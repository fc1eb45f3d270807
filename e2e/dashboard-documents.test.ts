import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright'
import { findViolations } from './find-violations.ts'
import { button, fitsScreen, NARROW } from './open-dashboard.ts'
import { TEST_MS } from './serve-dashboard.ts'
import { reason, type ServedFleet, serveFleet } from './serve-fleet.ts'

const PATH = '/admin/documents'

let fleet: ServedFleet
beforeAll(async () => {
  fleet = await serveFleet()
}, TEST_MS)
afterAll(() => fleet.stop(), TEST_MS)

const box = (page: Page, name: string) => page.getByRole('checkbox', { name, exact: true })
const settings = () => fleet.ask('GET', '/v1/admin/fleet-settings')
const settle = async (change: object) =>
  fleet.ask('PUT', '/v1/admin/fleet-settings', { ...(await settings()), ...change })

test(
  'an admin requires a document: it is said whom that keeps from hauls, and it keeps them from then on',
  async () => {
    const driver = await fleet.newDriver()
    const { page, faults, close } = await fleet.openAt('/')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('documents')
    await page.locator('[role="option"][data-highlighted]').getByText('Admin').waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(`${fleet.origin}${PATH}`)
    await box(page, 'Driving licence required of drivers').check()
    await page.getByText('From then on drivers without a valid driving licence get no hauls.').waitFor()
    await button(page, 'Save').click()
    await page.getByRole('status').getByText('Saved as version').waitFor()
    expect(await button(page, 'Save').isDisabled()).toBeTrue()
    expect((await settings()).driverDocuments).toEqual(['driving_licence'])
    await page.goto(`${fleet.origin}/drivers/${driver.id}`)
    await page.locator('[data-lacking="driving_licence"]').waitFor()
    await reason(page, 'document_lacking').getByText('no valid driving licence').waitFor()
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'what another admin changed meanwhile is shown beside what was chosen; either can hold',
  async () => {
    await settle({ timeZone: 'UTC', driverDocuments: [], vehicleDocuments: ['permit'] })
    const { page, faults, forgive, close } = await fleet.openAt(PATH)
    const conflict = page.getByRole('alert')
    await box(page, 'Insurance required of vehicles').check()
    await settle({ driverDocuments: ['identity'] })
    await button(page, 'Save').click()
    await conflict.getByText('Somebody else changed what is required meanwhile').waitFor()
    forgive(409)
    await conflict.getByRole('row', { name: 'Drivers Identity card none' }).waitFor()
    await conflict.getByRole('row', { name: 'Vehicles Permit Insurance, Permit' }).waitFor()
    await button(conflict, 'Take theirs').click()
    expect(await box(page, 'Identity card required of drivers').isChecked()).toBeTrue()
    expect(await box(page, 'Insurance required of vehicles').isChecked()).toBeFalse()

    await box(page, 'Permit required of vehicles').uncheck()
    await settle({ driverDocuments: [] })
    await button(page, 'Save').click()
    await button(conflict, 'Save mine over it').click()
    await page.getByRole('status').getByText('Saved as version').waitFor()
    forgive(409)
    expect(await settings()).toMatchObject({ driverDocuments: ['identity'], vehicleDocuments: [] })

    await page.getByLabel('Time zone').fill('Mars/Olympus')
    await button(page, 'Save').click()
    await page.getByText('Must be an IANA name').waitFor()
    forgive(422)
    expect((await settings()).timeZone).toBe('UTC')
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'axe finds nothing on what is required and on a conflict about it; on a phone it scrolls down only',
  async () => {
    const { page, faults, forgive, close } = await fleet.openAt(PATH, 'admin', NARROW)
    await box(page, 'Inspection required of vehicles').check()
    await settle({ driverDocuments: ['permit'] })
    await button(page, 'Save').click()
    await button(page, 'Take theirs').waitFor()
    forgive(409)
    expect(await fitsScreen(page)).toBeTrue()
    const { scrollWidth, clientWidth } = await page
      .locator('.admin > .page')
      .evaluate(({ scrollWidth, clientWidth }) => ({ scrollWidth, clientWidth }))
    expect(scrollWidth).toBe(clientWidth)
    expect(await findViolations(page, 'required documents')).toEqual([])
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)
