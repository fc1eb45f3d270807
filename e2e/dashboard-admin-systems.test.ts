import { afterAll, beforeAll, expect, test } from 'bun:test'
import { controlSimulation } from '../commands/control-simulation.ts'
import { until } from '../server/testing/until.ts'
import { DEFAULT_OPTIONS } from '../simulator/options.ts'
import { button } from './open-dashboard.ts'
import { type ServedDashboard, serveDashboard, TEST_MS } from './serve-dashboard.ts'

let served: ServedDashboard
let app: ServedDashboard['app']
let origin: string
let openAt: ServedDashboard['openAt']
/** A city of the demo, which only its own test wakes. */
const city = controlSimulation({ ...DEFAULT_OPTIONS, drivers: 1, bookingsPerMinute: 0 }, () => {})
beforeAll(async () => {
  // Nothing moves by itself but what webhooks are told.
  const config = { webhooksAllowPrivate: true, webhooksAllowHttp: true }
  served = await serveDashboard({ workers: ['deliveries'], config, simulator: city })
  ;({ app, origin, openAt } = served)
}, TEST_MS)
afterAll(async () => {
  await city.stop()
  await served.stop()
}, TEST_MS)

const api = async (method: string, path: string, body?: object) =>
  (await app.request(method, path, { as: app.admin, body })).body

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
    await button(dialog, 'I have it').click()
    // Neither the pause nor the secret changed what the form shows.
    await page.getByLabel('Description').fill('The warehouse system')
    await button(page, 'Save').click()
    await page.getByText('Saved', { exact: true }).waitFor()
    forgive(409)
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
    // Its address holds, whatever the list beside it shows.
    await page.goto(`${origin}/admin/dead-letters?state=retried&letter=${one}`)
    await dialog.getByLabel('Event in full').getByText('"booking-0"').waitFor()
    await page.goto(`${origin}/admin/dead-letters?letter=${one}`)
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
