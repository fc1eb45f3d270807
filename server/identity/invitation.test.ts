import { afterAll, beforeAll, expect, test } from 'bun:test'
import { sessionsEndedChannel } from '../platform/channels.ts'
import { createTestApp, until } from '../testing/create-test-app.ts'

let t: Awaited<ReturnType<typeof createTestApp>>
beforeAll(async () => {
  t = await createTestApp({ hasWorkers: false, hasStillClock: true })
})
afterAll(() => t.close())

const invite = async (id: string) =>
  (await t.request('POST', `/v1/admin/drivers/${id}/invite`, { as: t.admin })).body.token as string
const setPassword = async (token: string, password = 'chosen by myself') =>
  (await t.request('POST', '/v1/auth/set-password', { body: { token, password } })).status
const signIn = async (email: string, password = 'chosen by myself') =>
  (await t.request('POST', '/v1/auth/login', { body: { email, password } })).status

test('who came with a table is invited, sets a password once, and signs in', async () => {
  const email = 'invited@example.com'
  const csv = `email,name,phone,vehicleClass\n${email},Invited,+91 80 5550 0142,van`
  await t.request('POST', '/v1/admin/drivers/import', { as: t.admin, body: { csv, isDryRun: false } })
  const { body } = await t.request('GET', `/v1/drivers?q=${email}`, { as: t.admin })
  const token = await invite(body.items[0].id)
  const answers = await Promise.all(Array.from({ length: 6 }, () => setPassword(token)))
  expect(answers.sort()).toEqual([204, 401, 401, 401, 401, 401])
  expect(await signIn(email)).toBe(200)
  expect(await setPassword(token, 'somebody else did')).toBe(401)
  const [audit] = await t.deps.sql`select after from audit_log where action = 'driver.invite'`
  expect(Object.keys(audit?.after)).toEqual(['expiresAt'])
})

test('it ends after three days, with the next password, and is good for no other account', async () => {
  const [one, two] = [await t.signUp('driver'), await t.signUp('driver')]
  const [stale, other, fresh] = [await invite(one.id), await invite(two.id), await invite(one.id)]
  const [, ends, signature] = stale.split('.')
  const forged = [
    `${two.id}.${ends}.${signature}`,
    `${one.id}.${Number(ends) + 1}.${signature}`,
    `${'-'.repeat(36)}.${ends}.${signature}`,
    'nonsense',
  ]
  for (const token of forged) expect(await setPassword(token)).toBe(401)
  expect(await setPassword(fresh)).toBe(204)
  expect(await setPassword(stale)).toBe(401)
  t.clock.offsetMs += 3 * 86_400_000
  expect(await setPassword(other)).toBe(401)
})

test('a new invitation voids the one before, however soon it comes', async () => {
  const { id } = await t.signUp('driver')
  const [lost, last] = [await invite(id), await invite(id)]
  expect(await setPassword(lost)).toBe(401)
  expect(await setPassword(last)).toBe(204)
})

test('who sets a password is in the audit log with it, from where it was done, and no word of the password', async () => {
  const { id } = await t.signUp('driver')
  await setPassword(await invite(id))
  const rows = await t.deps.sql`select action, actor_id, before, after, ip_address is not null as "isPlaced"
    from audit_log where subject_id = ${id} order by audit_log.id desc limit 1`
  expect([...rows]).toEqual([
    { action: 'driver.set_password', actor_id: id, before: null, after: null, isPlaced: true },
  ])
})

test('setting a password ends every sign-in of before, and its sockets', async () => {
  const driver = await t.signUp('driver')
  const ended: unknown[] = []
  t.deps.broadcast.subscribe(sessionsEndedChannel(), (message) => ended.push(message))
  await setPassword(await invite(driver.id))
  const [row] = await t.deps.sql`select count(*)::int as open from refresh_tokens
    where user_id = ${driver.id} and revoked_at is null`
  expect(row?.open).toBe(0)
  await until(() => ended.length > 0)
  expect(ended).toEqual([{ userId: driver.id }])
})
