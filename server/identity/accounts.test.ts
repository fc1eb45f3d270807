import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createTestApp, until } from '../testing/create-test-app.ts'

let t: Awaited<ReturnType<typeof createTestApp>>
let admin: string
beforeAll(async () => {
  t = await createTestApp({ hasWorkers: false })
  admin = t.admin
})
afterAll(() => t.close())

const ask = (method: string, path: string, body?: object, as = admin) =>
  t.request(method, path, { as, ...(body && { body }) })
const person = { name: 'Ravi', phone: '+91 98450 00001' }
const password = 'a long password'
const invite = async (email: string, role: 'operator' | 'admin' = 'operator') =>
  (await ask('POST', '/v1/admin/users', { ...person, email, role })).body
const enter = async (email: string) =>
  (await t.request('POST', '/v1/auth/login', { body: { email, password } })).body
/** Makes the first admin the only one again, whatever a race left. */
const startOver = async ({ first, other, as }: { first: string; other: string; as: string }) => {
  await ask('PATCH', `/v1/admin/users/${first}`, { role: 'admin' }, as)
  admin = await t.signIn('admin@hexhaul.test')
  await ask('PATCH', `/v1/admin/users/${other}`, { role: 'operator' })
}
const joined = async (email: string, role: 'operator' | 'admin' = 'operator') => {
  const { user, invitation } = await invite(email, role)
  const body = { token: invitation.token, password }
  expect((await t.request('POST', '/v1/auth/set-password', { body })).status).toBe(204)
  return user.id as string
}

test('one of the staff who is invited sets a password, once, and signs in with the role that was given', async () => {
  const { user, invitation } = await invite('ravi@example.com')
  expect(user).toMatchObject({ role: 'operator', status: 'active', email: 'ravi@example.com' })
  const again = await ask('POST', '/v1/admin/users', { ...person, email: 'RAVI@example.com', role: 'admin' })
  expect([again.status, again.body.code, again.body.errors[0].path]).toEqual([409, 'email_taken', 'email'])
  const body = { token: invitation.token, password }
  expect((await t.request('POST', '/v1/auth/set-password', { body })).status).toBe(204)
  expect((await t.request('POST', '/v1/auth/set-password', { body })).body.code).toBe('invitation_invalid')
  expect((await enter('ravi@example.com')).user.role).toBe('operator')
  expect((await ask('POST', `/v1/admin/users/${user.id}/invite`)).status).toBe(201)
  const [found] = (await ask('GET', '/v1/admin/users?q=RAVI%40&role=operator&status=active')).body.items
  expect(found.id).toBe(user.id)
})

test('a change of role or status ends the sign-ins, and is in the audit log with before and after', async () => {
  const id = await joined('mira@example.com')
  const { refreshToken } = await enter('mira@example.com')
  expect((await ask('PATCH', `/v1/admin/users/${id}`, { role: 'admin' })).body.role).toBe('admin')
  expect((await t.request('POST', '/v1/auth/refresh', { body: { refreshToken } })).status).toBe(401)
  expect((await ask('PATCH', `/v1/admin/users/${id}`, { status: 'suspended' })).body.status).toBe('suspended')
  expect((await enter('mira@example.com')).code).toBe('credentials_invalid')
  await ask('PATCH', `/v1/admin/users/${id}`, { status: 'active' })
  const last = await enter('mira@example.com')
  expect((await ask('POST', `/v1/admin/users/${id}/end-sessions`)).status).toBe(204)
  const { status } = await t.request('POST', '/v1/auth/refresh', {
    body: { refreshToken: last.refreshToken },
  })
  expect(status).toBe(401)
  const { items } = (await ask('GET', `/v1/admin/audit?subjectId=${id}`)).body
  expect(items.map((it: { action: string }) => it.action)).toEqual([
    'user.end_sessions',
    ...['user.change', 'user.change', 'user.change'],
    'user.set_password',
    'user.invite',
  ])
  expect(items[3]).toMatchObject({ before: { role: 'operator' }, after: { role: 'admin' } })
  expect((await ask('GET', `/v1/admin/audit/${items[3].id}`)).body).toEqual(items[3])
  await ask('PATCH', `/v1/admin/users/${id}`, { role: 'operator' })
})

test('a refresh that commits while the account is signed out leaves no sign-in', async () => {
  const id = await joined('nila@example.com')
  await enter('nila@example.com')
  const { sql } = t.deps
  const isWaiting = async () =>
    (
      await sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
    ).count > 0
  let ended: Promise<{ status: number }> | undefined
  await sql.begin(async (tx) => {
    const [used] = await tx`update refresh_tokens set used_at = now() where user_id = ${id} returning *`
    ended = ask('POST', `/v1/admin/users/${id}/end-sessions`)
    await until(isWaiting)
    const next = { ...used, id: Bun.randomUUIDv7(), token_hash: 'of the next', used_at: null }
    await tx`insert into refresh_tokens ${tx(next)}`
  })
  expect((await ended)?.status).toBe(204)
  const live = await sql`select 1 from refresh_tokens where user_id = ${id} and revoked_at is null`
  expect(live.count).toBe(0)
})

test('of two admins who demote each other at once, one stays', async () => {
  const id = await joined('tara@example.com', 'admin')
  const tara = (await enter('tara@example.com')).accessToken as string
  const [first] = (await ask('GET', '/v1/admin/users?role=admin&q=admin%40hexhaul.test')).body.items
  const demote = (victim: string, as: string) =>
    ask('PATCH', `/v1/admin/users/${victim}`, { role: 'operator' }, as)
  const answers = await Promise.all([demote(id, admin), demote(first.id, tara)])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401])
  expect(answers.find(({ status }) => status === 401)?.body.code).toBe('token_invalid')
  const left = answers[0]?.status === 200 ? admin : tara
  const { items } = (await ask('GET', '/v1/admin/users?role=admin&status=active', undefined, left)).body
  expect(items).toHaveLength(1)
  expect(
    (await ask('PATCH', `/v1/admin/users/${items[0].id}`, { status: 'suspended' }, left)).body.code,
  ).toBe('last_admin')
  await startOver({ first: first.id, other: id, as: left })
})

test('of two admins who step down at once, the last one stays', async () => {
  const id = await joined('uma@example.com', 'admin')
  const uma = (await enter('uma@example.com')).accessToken as string
  const [first] = (await ask('GET', '/v1/admin/users?role=admin&q=admin%40hexhaul.test')).body.items
  const stepDown = (self: string, as: string) =>
    ask('PATCH', `/v1/admin/users/${self}`, { role: 'operator' }, as)
  const answers = await Promise.all([stepDown(id, uma), stepDown(first.id, admin)])
  expect(answers.map(({ status, body }) => [status, body.code]).sort()).toEqual([
    [200, undefined],
    [409, 'last_admin'],
  ])
  await startOver({ first: first.id, other: id, as: answers[1]?.status === 200 ? uma : admin })
})

test('who was demoted changes no account any more with the access token of before', async () => {
  const id = await joined('vera@example.com', 'admin')
  const vera = (await enter('vera@example.com')).accessToken as string
  await ask('PATCH', `/v1/admin/users/${id}`, { role: 'operator' }, admin)
  const attempts = [
    await ask('PATCH', `/v1/admin/users/${id}`, { role: 'admin' }, vera),
    await ask('POST', '/v1/admin/users', { ...person, email: 'w@example.com', role: 'admin' }, vera),
    await ask('POST', `/v1/admin/users/${id}/invite`, undefined, vera),
    await ask('POST', `/v1/admin/users/${id}/end-sessions`, undefined, vera),
  ]
  for (const { status, body } of attempts) expect([status, body.code]).toEqual([401, 'token_invalid'])
  expect((await ask('GET', `/v1/admin/users/${id}`, undefined, admin)).body.role).toBe('operator')
  expect((await ask('GET', `/v1/admin/users/${crypto.randomUUID()}`, undefined, admin)).status).toBe(404)
})

test('customers and drivers keep their role, and drivers are suspended as drivers', async () => {
  const customer = await t.signUp('customer')
  const driver = await t.signUp('driver')
  for (const { id, change } of [
    { id: customer.id, change: { role: 'admin' } },
    { id: driver.id, change: { role: 'operator' } },
    { id: driver.id, change: { status: 'suspended' } },
  ])
    expect((await ask('PATCH', `/v1/admin/users/${id}`, change)).body.code).toBe('not_staff')
  expect((await ask('PATCH', `/v1/admin/users/${customer.id}`, { status: 'suspended' })).status).toBe(200)
  expect((await ask('POST', `/v1/admin/users/${driver.id}/invite`)).body.code).toBe('not_staff')
  expect((await ask('PATCH', `/v1/admin/users/${customer.id}`, {})).body.code).toBe('nothing_to_change')
})
