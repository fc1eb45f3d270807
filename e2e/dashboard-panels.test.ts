import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test'
import { button, type Desk, openDesk, previewed, rowOf } from './dispatch-desk.ts'
import { findViolations } from './find-violations.ts'
import { fitsScreen, NARROW, WIDE } from './open-dashboard.ts'
import { TEST_MS } from './serve-dashboard.ts'

/** Each of the pages is looked through four times. */
const PATIENT_MS = 3 * TEST_MS

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
}, TEST_MS)
afterEach(() => desk.clear(), TEST_MS)
afterAll(() => desk.stop(), TEST_MS)

test(
  'an administrator suspends a driver from the panel with a reason, and a paper that ends is in the list',
  async () => {
    const { app, driversNear, openAt, origin, post } = desk
    const drivers = await driversNear(1)
    const id = drivers[0]?.id as string
    const expiresOn = app.clock.now().toISOString().slice(0, 10)
    const paper = { kind: 'driving_licence', number: 'KA01', issuedOn: '2020-01-01', expiresOn }
    expect((await post(`/v1/admin/drivers/${id}/documents`, paper)).status).toBe(201)
    const { page, faults, close } = await openAt('/', 'admin')
    await page.getByText(/^Driving licence of Test driver/).click()
    await page.waitForURL(`${origin}/?driver=${id}`)
    const panel = page.locator('.panel')
    await panel.getByRole('heading', { name: 'Reliability' }).waitFor()
    await button(panel, 'Suspend').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('Licence withdrawn')
    await button(dialog, 'Suspend').click()
    await dialog.waitFor({ state: 'detached' })
    await panel.locator('[data-state="suspended"]').waitFor()
    const { body } = await app.request('GET', `/v1/admin/drivers/${id}`, { as: app.admin })
    expect(body).toMatchObject({ approval: 'suspended', approvalReason: 'Licence withdrawn' })
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'axe finds nothing to object to in list, candidates and panels, on a phone, too, which all of it fits',
  async () => {
    const { cancel, driversNear, openAt, origin, urgent } = desk
    const id = await urgent()
    const drivers = await driversNear(2)
    const found: string[] = []
    for (const screen of [WIDE, NARROW]) {
      const { page, faults, close } = await openAt('/', 'admin', screen)
      const look = async (what: string) => {
        expect(await fitsScreen(page)).toBeTrue()
        found.push(...(await findViolations(page, what)))
      }
      await button(rowOf(page, id), /^Assign/).click()
      await previewed(page).nth(1).waitFor()
      await look('exceptions')
      await page.goto(`${origin}/?booking=${id}`)
      await page.getByRole('heading', { name: 'Timeline' }).waitFor()
      await page.locator('.map[data-ready="true"]').waitFor()
      const replay = await page.getByRole('link', { name: 'Replay this' }).getAttribute('href')
      expect(replay).toMatch(new RegExp(`^/replay\\?at=.+&booking=${id}$`))
      await look('booking')
      await page.goto(`${origin}/?driver=${drivers[0]?.id}`)
      await page.getByRole('heading', { name: 'Today' }).waitFor()
      await page.getByText('Drops out').waitFor()
      await page.locator('.map[data-ready="true"]').waitFor()
      await look('driver')
      expect(faults).toEqual([])
      await close()
    }
    expect(found).toEqual([])
    await cancel(id)
  },
  PATIENT_MS,
)
