import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser, Locator, Page } from 'playwright'
import { controlSimulation } from '../commands/control-simulation.ts'
import { until } from '../server/testing/until.ts'
import { DEFAULT_OPTIONS } from '../simulator/options.ts'
import { findViolations } from './find-violations.ts'
import { fitsScreen, openDashboard, signInAs, WIDE } from './open-dashboard.ts'
import { type ServedDashboard, serveDashboard, TEST_MS } from './serve-dashboard.ts'

/** What the map leaves around the zone that is opened. */
const FIT_PADDING_PX = 70

let served: ServedDashboard
let app: ServedDashboard['app']
let browser: Browser
let origin: string
/** A city of the demo, which only its own test wakes. */
const city = controlSimulation({ ...DEFAULT_OPTIONS, drivers: 1, bookingsPerMinute: 0 }, () => {})
beforeAll(async () => {
  // Nothing moves by itself but what webhooks are told.
  const config = { webhooksAllowPrivate: true, webhooksAllowHttp: true }
  served = await serveDashboard({ workers: ['deliveries'], config, simulator: city })
  app = served.app
  origin = served.origin
  browser = served.browser
}, TEST_MS)
afterAll(async () => {
  await city.stop()
  await served.stop()
}, TEST_MS)

const button = (at: Page | Locator, name: string) => at.getByRole('button', { name, exact: true })
const api = async (method: string, path: string, body?: object) =>
  (await app.request(method, path, { as: app.admin, body })).body

async function openAt(path: string, screen = WIDE) {
  const visit = await openDashboard(browser, `${origin}${path}`, screen)
  await signInAs(visit.page, 'admin')
  return visit
}

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
  'a webhook is added with its secret shown once, told of a test event, and its deliveries are seen attempt by attempt and sent again',
  async () => {
    const received: string[] = []
    let status = 204
    const receiver = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      async fetch(request) {
        received.push(await request.text())
        return new Response(status === 204 ? null : 'try again later', { status })
      },
    })
    const { page, faults, forgive, close } = await openAt('/admin/webhooks?webhook=new')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Address').fill('ftp://127.0.0.1/')
    await dialog.getByLabel('All of zone').check()
    await button(dialog, 'Add').click()
    await dialog.getByText('Expected http or https').waitFor()
    forgive(422)
    await dialog.getByLabel('Address').fill(`http://127.0.0.1:${receiver.port}/hooks`)
    await button(dialog, 'Add').click()
    const secret = await dialog.getByLabel('Secret').inputValue()
    expect(secret).toStartWith('whsec_')
    await button(dialog, 'I have it').click()
    expect(await page.content()).not.toContain(secret)

    await button(page, 'Send a test event').click()
    const rows = page.locator('[data-delivery]')
    await rows.locator('[data-state="delivered"]').waitFor()
    expect(JSON.parse(received[0] ?? '').type).toBe('webhook.test')
    status = 503
    await button(page, 'Send a test event').click()
    await rows.locator('[data-state="waiting"]').waitFor()
    await rows.first().getByRole('link').click()
    await dialog.getByText('try again later').waitFor()
    await dialog.getByText('503').waitFor()
    expect(await button(dialog, 'Waits to be sent').isDisabled()).toBeTrue()
    await page.keyboard.press('Escape')

    await button(page, 'Pause').click()
    await page.locator('.page-head [data-state="paused"]').waitFor()
    await rows.locator('[data-state="failed"]').waitFor()
    expect(await button(page, 'Send a test event').isDisabled()).toBeTrue()
    status = 204
    await button(page, 'Enable').click()
    await button(page, 'Replay what failed in 24 h').click()
    await page.getByText('1 wait again').waitFor()
    await until(() => received.length >= 3)
    await rows.locator('[data-state="failed"]').waitFor({ state: 'detached' })
    await button(page, 'New secret').click()
    await button(dialog, 'Make a new secret').click()
    expect(await dialog.getByLabel('Secret').inputValue()).not.toBe(secret)
    expect(faults).toEqual([])
    await close()
    await receiver.stop(true)
  },
  TEST_MS,
)

/** Events that a consumer gave up, as it leaves them. */
async function giveUp(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => Bun.randomUUIDv7())
  for (const [n, id] of ids.entries()) {
    const event = {
      id: Bun.randomUUIDv7(),
      position: n + 1,
      key: `booking-${n}`,
      type: 'booking.moved',
      data: { n },
    }
    await app.deps.sql`insert into dead_letters (id, consumer_group, event, reason, attempts, failed_at)
      values (${id}, 'analytics', ${app.deps.sql.json(event)}, 'Error: no such market', 8, now())`
  }
  return ids
}

test(
  'dead letters are read in full and handed back, many at once, and each row says what came of it',
  async () => {
    const [one, two] = await giveUp(2)
    const { page, faults, forgive, close } = await openAt('/admin/dead-letters')
    const row = (id: string | undefined) => page.locator(`[data-letter="${id}"]`)
    await row(one).getByRole('link').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Event in full').getByText('"booking-0"').waitFor()
    await dialog.getByText('Error: no such market').waitFor()
    await page.keyboard.press('Escape')
    await page.getByLabel('Choose all that were given up').check()
    // Somebody else is quicker with the first.
    await api('POST', `/v1/admin/dead-letters/${one}/retry`)
    await button(page, 'Retry 2 chosen').click()
    await row(one).getByText('This event has been retried.').waitFor()
    forgive(409)
    await row(two).locator('[data-state="retried"]').waitFor()
    const [parked] = await app.deps.sql`select count(*)::int as count from parked_events`
    expect(parked?.count).toBe(2)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'who is invited sets a password once, and signs in with the role that was given',
  async () => {
    const { page, faults, forgive, close } = await openAt('/admin/users')
    const dialog = page.getByRole('dialog')
    await button(page, 'Invite staff').click()
    await dialog.getByLabel('Name').fill('Ravi Menon')
    await dialog.getByLabel('E-mail address').fill('operator@hexhaul.test')
    await dialog.getByLabel('Telephone').fill('+91 98450 00001')
    await button(dialog, 'Invite').click()
    await dialog.getByText('There is an account with this address already.').waitFor()
    forgive(409)
    await dialog.getByLabel('E-mail address').fill('ravi@example.com')
    await button(dialog, 'Invite').click()
    const invitation = await dialog.getByLabel('Invitation').inputValue()
    await button(dialog, 'Done').click()

    const invited = await openDashboard(browser, invitation, WIDE)
    await invited.page.getByLabel('New password').fill('a long password')
    await button(invited.page, 'Set the password').click()
    await invited.page.getByLabel('Email').waitFor()
    const body = { email: 'ravi@example.com', password: 'a long password' }
    expect((await app.request('POST', '/v1/auth/login', { body })).body.user.role).toBe('operator')
    expect(invited.faults).toEqual([])
    await invited.close()
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'a role is changed, the audit log shows what was before and after, and the last admin stays one',
  async () => {
    const person = { role: 'operator', name: 'Mira Rao', email: 'mira@example.com', phone: '+91 98450 00002' }
    await api('POST', '/v1/admin/users', person)
    const { page, faults, forgive, close } = await openAt('/admin/users')
    const dialog = page.getByRole('dialog')
    await page.getByPlaceholder('Search name').fill('mira')
    await page.locator('[data-user="mira@example.com"]').getByRole('link').click()
    await button(dialog, 'Make an admin').click()
    await dialog.getByText('Changed, and signed out everywhere').waitFor()
    await button(dialog, 'Make an operator').click()
    await button(dialog, 'Make an admin').waitFor()
    await dialog.getByRole('link', { name: 'What was changed of this account' }).click()
    const changes = page.locator('[data-entry]').filter({ hasText: 'User change' })
    await changes.nth(1).waitFor()
    await changes.nth(1).getByRole('link', { name: 'User change' }).click()
    await dialog.locator('.diff del').getByText('operator').waitFor()
    await dialog.locator('.diff ins').getByText('admin').waitFor()
    const entry = page.url()
    await page.goto(entry)
    await dialog.locator('.diff ins').getByText('admin').waitFor()

    await page.goto(`${origin}/admin/users?q=admin%40hexhaul.test`)
    await page.locator('[data-user="admin@hexhaul.test"]').getByRole('link').click()
    await button(dialog, 'Make an operator').click()
    await dialog.getByRole('alert').getByText('Nobody else could administer').waitFor()
    forgive(409)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  "the demo's city is woken at another pace and paused, and a pace that will not do is refused at its field",
  async () => {
    const { page, faults, forgive, close } = await openAt('/admin/simulator')
    await page.getByLabel('Drivers').fill('0')
    await button(page, 'Start the city anew with these').click()
    await page.locator('.field-error').waitFor()
    forgive(422)
    city.start(origin)
    await page.getByLabel('Drivers').fill('2')
    await button(page, 'Start the city anew with these').click()
    await page.getByText('Runs, 2 of 2 drivers').waitFor()
    await button(page, 'Pause the city').click()
    await page.locator('[data-state="paused"]').waitFor()
    await until(() => city.read().driversConnected === 0)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

/** Opens addresses of the administration one after the other, and gathers what axe objects to. */
async function inspect(wanted: (page: Page) => Record<string, Locator>) {
  const { page, faults, close } = await openAt('/admin/users')
  const found: string[] = []
  for (const [path, shown] of Object.entries(wanted(page))) {
    await page.goto(`${origin}/admin/${path}`)
    await shown.waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    found.push(...(await findViolations(page, path)))
  }
  await close()
  return [...found, ...faults]
}

test(
  'axe finds nothing to object to in the drawing of zones, in light and dark',
  async () => {
    const { id } = await drawn('Depot road', 'geofence', { settings: { dwellS: 60 } })
    const found = await inspect((page) => ({
      zones: page.locator('.zone-row').first(),
      [`zones?zone=${id}`]: button(page, 'Save the changes'),
      'zones?visits=all': page.getByRole('dialog').getByText('No visits'),
    }))
    expect(found).toEqual([])
  },
  TEST_MS,
)

test(
  'axe finds nothing to object to in the other parts and their dialogs, in light and dark',
  async () => {
    await giveUp(1)
    const [entry] = (await api('GET', '/v1/admin/audit')).items
    const found = await inspect((page) => ({
      users: page.locator('tbody tr').first(),
      'users?user=new': page.getByRole('dialog').getByLabel('Name'),
      'webhooks?webhook=new': page.getByRole('dialog').getByLabel('All of zone'),
      'dead-letters': page.locator('tbody tr').first(),
      audit: page.locator('tbody tr').first(),
      [`audit?entry=${entry.id}`]: page.getByText('The whole record after'),
      simulator: page.getByLabel('Drivers'),
    }))
    expect(found).toEqual([])
  },
  TEST_MS,
)

test(
  'on a phone no part is wider or higher than the screen',
  async () => {
    const { page, faults, close } = await openAt('/admin/audit', { viewport: { width: 390, height: 844 } })
    for (const path of ['zones', 'zones?zone=new', 'users', 'webhooks', 'dead-letters', 'audit']) {
      await page.goto(`${origin}/admin/${path}`)
      await page.getByText('Live', { exact: true }).waitFor()
      await page.locator('.admin :is(.table-card, form)').first().waitFor()
      expect({ path, fits: await fitsScreen(page) }).toEqual({ path, fits: true })
    }
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)
