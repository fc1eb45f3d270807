import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Locator, Page } from 'playwright'
import { findViolations } from './find-violations.ts'
import { button, fitsScreen, NARROW } from './open-dashboard.ts'
import { TEST_MS } from './serve-dashboard.ts'
import { DAY_MS, day, reason, type ServedFleet, serveFleet } from './serve-fleet.ts'

let fleet: ServedFleet
beforeAll(async () => {
  fleet = await serveFleet()
}, TEST_MS)
afterAll(() => fleet.stop(), TEST_MS)

test(
  'a table with bad rows is refused row by row before anything is taken, and taken once they are mended',
  async () => {
    const { page, faults, close } = await fleet.openAt('/vehicles/import')
    const head = 'vehicleClass,make,model,year,plate,capacityKg,capacityM3'
    const table = (...rows: string[]) => page.getByLabel('or its text').fill([head, ...rows].join('\n'))
    const good = 'van,Tata,Ace,2024,KA IMP 1,750,4'
    await table(good, 'van,Tata,Ace,1900,KA IMP 2,750,4', good, 'boat,Tata,Ace,2024,KA IMP 3,0,4')
    await button(page, 'Check').click()
    for (const [row, text] of [
      [3, 'Expected a year from 1980 to 2100'],
      [4, 'The same as in row 2'],
    ] as const)
      await page.locator(`[data-row="${row}"]`).getByText(text).waitFor()
    expect(await page.locator('[data-row="5"]').count()).toBe(2)
    expect(await button(page, 'Import').isDisabled()).toBeTrue()
    const found = await findViolations(page, 'import')
    await table(good, 'van,Tata,Ace,2023,KA IMP 2,750,4')
    await button(page, 'Check').click()
    await page.getByText('2 new, 0 changed, 0 as they are').waitFor()
    expect((await fleet.ask('GET', '/v1/admin/vehicles?q=KA%20IMP')).items).toEqual([])
    await button(page, 'Import').click()
    await page.getByText('The table was taken').waitFor()
    expect((await fleet.ask('GET', '/v1/admin/vehicles?q=KA%20IMP')).items.length).toBe(2)
    expect(found).toEqual([])
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

/** What axe finds on pages, each once it has shown what it is to show. */
async function lookAt(paths: readonly (readonly [path: string, shown: (page: Page) => Locator])[]) {
  const { page, faults, close } = await fleet.openAt((paths[0] as readonly [string, unknown])[0])
  const found: string[] = []
  for (const [path, shown] of paths) {
    await page.goto(`${fleet.origin}${path}`)
    await shown(page).waitFor()
    await page.locator('.skeleton').first().waitFor({ state: 'detached' })
    found.push(...(await findViolations(page, path)))
  }
  await close()
  return [...found, ...faults]
}
const inDialog = (label: string) => (page: Page) => page.getByRole('dialog').getByLabel(label)

test(
  'axe finds nothing on the page of a vehicle and its dialogs',
  async () => {
    const driver = await fleet.newDriver()
    const { vehicleId } = await fleet.ask('GET', `/v1/admin/drivers/${driver.id}`)
    const period = { endsAt: new Date(Date.now() + DAY_MS).toISOString(), reason: 'Brakes' }
    await fleet.ask('POST', `/v1/admin/vehicles/${vehicleId}/maintenance`, period)
    const paper = { kind: 'insurance', number: 'AXE 1', expiresOn: day(-1) }
    await fleet.ask('POST', `/v1/admin/vehicles/${vehicleId}/documents`, paper)
    const vehicle = `/vehicles/${vehicleId}`
    const found = await lookAt([
      [vehicle, (page) => page.locator('.bar-button').first()],
      [`${vehicle}?open=plan`, inDialog('What for')],
      [`${vehicle}?open=paper`, inDialog('Number')],
    ])
    expect(found).toEqual([])
  },
  TEST_MS,
)

test(
  'axe finds nothing on the page of a driver and its dialogs',
  async () => {
    const driver = await fleet.newDriver()
    const found = await lookAt([
      [`/drivers/${driver.id}`, (page) => page.getByText('Matching expects')],
      [`/drivers/${driver.id}?open=suspend`, inDialog('Reason')],
      [`/drivers/${driver.id}?open=assign`, inDialog('Search')],
    ])
    expect(found).toEqual([])
  },
  TEST_MS,
)

test(
  'the fields of a vehicle hold what the API takes, and the pages of the fleet fit a phone',
  async () => {
    const { id } = await fleet.newVehicle()
    const driver = await fleet.newDriver()
    const { page, faults, close } = await fleet.openAt(`/vehicles/${id}?open=edit`)
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Plate').waitFor()
    const { body } = await fleet.app.request('GET', '/docs/json')
    const schema = body.paths['/v1/admin/vehicles'].post.requestBody.content['application/json'].schema
    for (const name of ['plate', 'make', 'model', 'year', 'capacityKg', 'capacityM3']) {
      const { maxLength, minimum, exclusiveMinimum = minimum, maximum } = schema.properties[name]
      const field = dialog.locator(`[name="${name}"]`)
      const attribute = async (is: string) => Number((await field.getAttribute(is)) ?? Number.NaN)
      expect([name, await attribute('maxlength'), await attribute('min'), await attribute('max')]).toEqual([
        name,
        ...[maxLength, exclusiveMinimum, maximum].map((limit) => limit ?? Number.NaN),
      ])
      expect(await field.getAttribute('required')).not.toBeNull()
    }
    await page.setViewportSize(NARROW.viewport)
    for (const path of [`/vehicles/${id}`, `/drivers/${driver.id}`, '/vehicles/import']) {
      await page.goto(`${fleet.origin}${path}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      expect(await fitsScreen(page)).toBeTrue()
    }
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'a required paper that has expired blocks its vehicle, a number that is there already is refused at its field, and a renewal lifts it',
  async () => {
    const driver = await fleet.newDriver()
    const { vehicleId } = await fleet.ask('GET', `/v1/admin/drivers/${driver.id}`)
    const settings = await fleet.ask('GET', '/v1/admin/fleet-settings')
    await fleet.ask('PUT', '/v1/admin/fleet-settings', { ...settings, vehicleDocuments: ['insurance'] })
    const { page, faults, forgive, close } = await fleet.openAt(`/vehicles/${vehicleId}`)
    const dialog = page.getByRole('dialog')
    const papers = page.getByRole('region', { name: 'Documents' })
    await reason(page, 'document_lacking').getByText('no valid insurance').waitFor()
    await papers.locator('[data-lacking="insurance"]').waitFor()
    const add = async (number: string, expiresOn: string) => {
      await dialog.getByLabel('Number').fill(number)
      await dialog.getByLabel('Last valid day').fill(expiresOn)
    }
    await button(papers, 'Add').click()
    await add('POL 1', day(-2))
    await button(dialog, 'Add').click()
    await dialog.waitFor({ state: 'detached' })
    await papers.locator('[data-paper="POL 1"] [data-state="expired"]').waitFor()
    await papers.locator('[data-lacking="insurance"]').waitFor()

    await button(papers, 'Add').click()
    await add('POL 1', day(10))
    await button(dialog, 'Add').click()
    await dialog.getByText('There is such a paper with this number already.').waitFor()
    forgive(409)
    expect(await dialog.getByLabel('Number').getAttribute('aria-invalid')).toBe('true')
    await button(dialog.locator('footer'), 'Close').click()
    await button(papers, 'Renew Insurance POL 1').click()
    await add('POL 2', day(10))
    await button(dialog, 'Renew').click()
    await papers.locator('[data-paper="POL 2"] [data-state="expiring"]').waitFor()
    await reason(page, 'document_lacking').waitFor({ state: 'detached' })
    await page.getByText('Gets offers now').waitFor()
    await button(papers, 'Remove Insurance POL 2').click()
    await button(dialog, 'Remove it').click()
    await reason(page, 'document_lacking').waitFor()
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)
