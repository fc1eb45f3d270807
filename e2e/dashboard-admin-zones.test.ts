import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright'
import { until } from '../server/testing/until.ts'
import { findViolations } from './find-violations.ts'
import { button } from './open-dashboard.ts'
import { type ServedDashboard, serveDashboard, TEST_MS } from './serve-dashboard.ts'

/** What the map leaves around the zone that is opened. */
const FIT_PADDING_PX = 70

let served: ServedDashboard
let app: ServedDashboard['app']
let origin: string
let openAt: ServedDashboard['openAt']
beforeAll(async () => {
  served = await serveDashboard()
  ;({ app, origin, openAt } = served)
}, TEST_MS)
afterAll(() => served.stop(), TEST_MS)

const api = async (method: string, path: string, body?: object) =>
  (await app.request(method, path, { as: app.admin, body })).body

/** Where the map is on the screen, once it is drawn. */
async function mapOf(page: Page) {
  await page.locator('.map[data-ready="true"]').waitFor()
  const box = await page.locator('.map-surface').boundingBox()
  if (!box) throw new Error('there is no map')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, height: box.height }
}

/** Clicks corners, given from the middle of the map, and closes at the last. */
async function draw(page: Page, corners: [number, number][]): Promise<void> {
  const { x, y } = await mapOf(page)
  await button(page, 'Draw on the map').click()
  for (const [right, down] of corners.slice(0, -1)) await page.mouse.click(x + right, y + down)
  const [right, down] = corners.at(-1) ?? [0, 0]
  await page.mouse.dblclick(x + right, y + down)
  await page.getByText(`${corners.length} corners`).waitFor()
}

const square = (lng: number, lat: number, side = 0.01) => ({
  type: 'Polygon',
  coordinates: [
    [
      [lng, lat],
      [lng + side, lat],
      [lng + side, lat + side],
      [lng, lat + side],
      [lng, lat],
    ],
  ],
})
const drawn = (name: string, kind: string, more: object = {}) =>
  api('POST', '/v1/admin/zones', { kind, name, geometry: square(77.3, 12.8), ...more })

test(
  'a no-go area that is drawn with the mouse refuses a pickup, a corner of it can be dragged, and removed it refuses nothing',
  async () => {
    const customer = await app.signUp('customer')
    const quote = () => app.request('POST', '/v1/quotes', { as: customer.token, body: app.haul })
    expect((await quote()).status).toBe(201)
    const { page, faults, close } = await openAt('/admin/zones')
    await button(page, 'Draw a zone').click()
    await page.getByLabel('Kind').selectOption('No-go area')
    await page.getByLabel('Name').fill('Lake road')
    await page.getByText('Pickups, stops and drop-offs in here will be refused.').waitFor()
    await draw(page, [
      [-80, -80],
      [80, -80],
      [80, 80],
      [-80, 80],
    ])
    await button(page, 'Save the zone').click()
    await page.getByRole('heading', { name: 'Lake road' }).waitFor()
    const id = new URL(page.url()).searchParams.get('zone')
    await until(async () => (await quote()).body.code === 'in_no_go_area')

    const before = await api('GET', `/v1/admin/zones/${id}`)
    const { x, y, height } = await mapOf(page)
    const half = height / 2 - FIT_PADDING_PX
    await page.mouse.move(x - half, y - half)
    await page.mouse.down()
    await page.mouse.move(x - half + 30, y - half + 30)
    await page.mouse.move(x - half + 60, y - half + 60)
    await page.mouse.up()
    await button(page, 'Save the changes').click()
    await page.getByText('Saved as version 2').waitFor()
    const after = await api('GET', `/v1/admin/zones/${id}`)
    const corners = (zone: { geometry: { coordinates: number[][][] } }) =>
      new Set(zone.geometry.coordinates[0]?.map(String))
    expect(corners(after).difference(corners(before)).size).toBe(1)
    expect(after.areaM2).toBeLessThan(before.areaM2)

    await button(page, 'Remove').click()
    await button(page.getByRole('dialog'), 'Remove for good').click()
    await page.getByRole('heading', { name: 'Zones' }).waitFor()
    await until(async () => (await quote()).status === 201)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'an outline that crosses itself is marked while it is drawn, and the refusal names its corners; undone, the keyboard mends it',
  async () => {
    const { page, faults, forgive, close } = await openAt('/admin/zones?zone=new&kind=geofence')
    await page.getByLabel('Name').fill('Depot')
    await draw(page, [
      [-60, -60],
      [60, 60],
      [60, -60],
      [-60, 60],
    ])
    await page.getByText('The outline crosses or touches itself').waitFor()
    await button(page, 'Save the zone').click()
    await page.getByText(/^Corner \d: The line from here meets the one from corner \d/).waitFor()
    forgive(422)
    await button(page, 'Draw anew').click()
    await page.keyboard.press('Escape')
    await page.getByText('4 corners').waitFor()
    await button(page, 'Coordinates').click()
    const text = page.getByLabel('Coordinates or GeoJSON')
    await text.fill('77.57, 12.96\n77.61, 12.96\nnowhere')
    await button(page, 'Use these').click()
    await page.getByRole('alert').getByText('“nowhere” is not longitude and latitude').waitFor()
    await text.fill(JSON.stringify(square(77.5, 12.9)))
    await button(page, 'Use these').press('Enter')
    await page.getByText('The outline crosses or touches itself').waitFor({ state: 'detached' })
    await page.getByLabel('Dwelled after, s').fill('60')
    await button(page, 'Save the zone').press('Enter')
    await page.getByRole('heading', { name: 'Depot' }).waitFor()
    const id = new URL(page.url()).searchParams.get('zone')
    const zone = await api('GET', `/v1/admin/zones/${id}`)
    expect(zone.settings).toEqual({ dwellS: 60 })
    expect(zone.bbox).toEqual([77.5, 12.9, 77.51, 12.91])
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'of two admins who change a zone at once the second is shown what differs, and chooses',
  async () => {
    const { id } = await drawn('Airport', 'surge_cap', { settings: { cap: 2 } })
    const { page, faults, forgive, close } = await openAt(`/admin/zones?zone=${id}`)
    await page.getByLabel('Highest multiplier').fill('1.2')
    await api('PATCH', `/v1/admin/zones/${id}`, { version: 1, name: 'Airport road', settings: { cap: 3 } })
    await button(page, 'Save the changes').click()
    const notice = page.getByRole('alert')
    await notice.getByText('Somebody else changed this zone meanwhile').waitFor()
    forgive(409)
    await notice.getByText('Airport road').waitFor()
    expect(await button(page, 'Save the changes').isDisabled()).toBeTrue()
    await button(notice, 'Save mine over it').click()
    await page.getByText('Saved as version 3').waitFor()
    const { name, settings } = await api('GET', `/v1/admin/zones/${id}`)
    expect({ name, settings }).toEqual({ name: 'Airport', settings: { cap: 1.2 } })
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'axe finds nothing to object to in the drawing of zones, in light and dark',
  async () => {
    const { id } = await drawn('Depot road', 'geofence', { settings: { dwellS: 60 } })
    const { page, close } = await openAt('/admin/zones')
    const found: string[] = []
    for (const [query, shown] of [
      ['', page.locator('.zone-row').first()],
      [`?zone=${id}`, button(page, 'Save the changes')],
      ['?visits=all', page.getByRole('dialog').getByText('No visits')],
    ] as const) {
      await page.goto(`${origin}/admin/zones${query}`)
      await shown.waitFor()
      found.push(...(await findViolations(page, `zones${query}`)))
    }
    expect(found).toEqual([])
    await close()
  },
  TEST_MS,
)
