import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser, Locator, Page } from 'playwright'
import { findViolations } from './find-violations.ts'
import { button, fitsScreen, NARROW, openDashboard, WIDE } from './open-dashboard.ts'
import { type ServedDashboard, serveDashboard, TEST_MS } from './serve-dashboard.ts'

let served: ServedDashboard
let app: ServedDashboard['app']
let browser: Browser
let origin: string
let openAt: ServedDashboard['openAt']
beforeAll(async () => {
  served = await serveDashboard()
  ;({ app, origin, browser, openAt } = served)
}, TEST_MS)
afterAll(() => served.stop(), TEST_MS)

const api = async (method: string, path: string, body?: object) =>
  (await app.request(method, path, { as: app.admin, body })).body

const person = { role: 'operator', name: 'Mira Rao', phone: '+91 98450 00002' }

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
    await api('POST', '/v1/admin/users', { ...person, email: 'mira@example.com' })
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
    // Its address holds, whatever the list beside it shows.
    await page.goto(`${page.url()}&role=driver`)
    await button(dialog, 'Make an operator').click()
    await dialog.getByRole('alert').getByText('Nobody else could administer').waitFor()
    forgive(409)
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
  'axe finds nothing to object to in the other parts and their dialogs, in light and dark',
  async () => {
    const { user } = await api('POST', '/v1/admin/users', { ...person, email: 'tara@example.com' })
    const [entry] = (await api('GET', `/v1/admin/audit?subjectId=${user.id}`)).items
    const found = await inspect((page) => ({
      users: page.locator('tbody tr').first(),
      'users?user=new': page.getByRole('dialog').getByLabel('Name'),
      'webhooks?webhook=new': page.getByRole('dialog').getByLabel('All of zone'),
      'dead-letters': page.getByText('No dead letters'),
      audit: page.locator('tbody tr').first(),
      [`audit?entry=${entry.id}`]: page.getByText('The whole record after'),
      simulator: page.getByText('No city is simulated here'),
    }))
    expect(found).toEqual([])
  },
  TEST_MS,
)

test(
  'on a phone no part is wider or higher than the screen',
  async () => {
    const { page, faults, close } = await openAt('/admin/audit', 'admin', NARROW)
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
