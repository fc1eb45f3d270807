import { afterAll, expect, test } from 'bun:test'
import { createTestApp } from '../../testing/create-test-app.ts'

const app = await createTestApp({ hasWorkers: false })
afterAll(app.close)
const { token } = await app.signUp('customer')

/** What the answer says is wrong. */
async function errorsOf(method: string, path: string, body?: object) {
  const { status, body: problem } = await app.request(method, path, { as: token, body })
  expect({ path, status, code: problem.code }).toEqual({ path, status: 422, code: 'validation_failed' })
  return problem.errors
}

test('a number of a query that breaks a bound is named, also when all else is right', async () => {
  for (const limit of ['0', '201', '-1', '1.5', '1e2', '0x10', 'many', ''])
    expect(await errorsOf('GET', `/v1/bookings?limit=${limit}`)).toEqual([
      { path: 'limit', message: 'Expected a whole number from 1 to 200' },
    ])
  const near = '/v1/drivers/nearby?vehicleClass=van'
  expect(await errorsOf('GET', `${near}&lat=90.1&lng=-180.5`)).toEqual([
    { path: 'lat', message: 'Expected a number from -90 to 90' },
    { path: 'lng', message: 'Expected a number from -180 to 180' },
  ])
  const { status } = await app.request('GET', `${near}&lat=-12.5&lng=180&limit=50`, { as: token })
  expect(status).toBe(200)
})

test('a number of a body that breaks a bound is named, and digits in quotes are none', async () => {
  for (const stars of [0, 6, 1.5, '5', '6', '', null, [5]])
    expect(await errorsOf('POST', `/v1/bookings/${crypto.randomUUID()}/rating`, { stars })).toMatchObject([
      { path: 'stars' },
    ])
})

test('a word that is none of a choice is told the choice', async () => {
  const [error] = await errorsOf('GET', '/v1/bookings?status=lost')
  expect(error.path).toBe('status')
  expect(error.message).toStartWith('Expected one of scheduled, searching, assigned, ')
})

test('what fits no pattern is told in words what fits', async () => {
  const body = { role: 'customer', name: ' ', email: 'nobody', phone: '------', password: 'a long password' }
  expect(await errorsOf('POST', '/v1/auth/register', body)).toEqual([
    { path: 'name', message: 'Expected text of 1 to 120 characters, none of them NUL and not all spaces' },
    { path: 'email', message: 'Expected an e-mail address' },
    { path: 'phone', message: 'Expected a phone number of 6 to 15 digits' },
  ])
  for (const phone of ['+91 98450 00000', '(080) 555-0100', '123456'])
    expect((await errorsOf('POST', '/v1/auth/register', { ...body, phone })).length).toBe(2)
})

test('an id that is spelled in another way than ours is refused by name, wherever it stands', async () => {
  const id = crypto.randomUUID()
  for (const spelled of [`urn:uuid:${id}`, `{${id}}`, id.replaceAll('-', ''), ` ${id}`]) {
    const encoded = encodeURIComponent(spelled)
    expect(await errorsOf('GET', `/v1/bookings/${encoded}`)).toMatchObject([{ path: 'id' }])
    expect(await errorsOf('GET', `/v1/me/notifications?cursor=${encoded}`)).toMatchObject([
      { path: 'cursor' },
    ])
    expect(await errorsOf('POST', '/v1/me/notifications/read', { upTo: spelled })).toMatchObject([
      { path: 'upTo' },
    ])
  }
})

test('a time near the ends of all time is refused by name, whichever address asks for one', async () => {
  const roles = ['admin', 'customer', 'driver'] as const
  const signedIn = await Promise.all(
    roles.map(async (role) => [role, await app.signIn(`${role}@hexhaul.test`)] as const),
  )
  type Parameter = { in: string; name: string; schema: { format?: string } }
  type Operation = { 'x-roles': string[]; parameters?: Parameter[] }
  const { paths } = (await app.request('GET', '/docs/json')).body as {
    paths: Record<string, { get?: Operation }>
  }
  const asked = Object.entries(paths).flatMap(([path, { get }]) =>
    (get?.parameters ?? [])
      .filter((it) => it.in === 'query' && it.schema.format === 'date-time')
      .map(({ name }) => ({
        path,
        name,
        as: signedIn.find(([role]) => get?.['x-roles'].includes(role))?.[1],
      })),
  )
  expect(asked.length).toBeGreaterThan(20)
  for (const { path, name, as } of asked)
    for (const time of ['0000-01-01T00:00:00Z', '1900-01-01T00:00:00+14:00', '9999-12-31T23:59:59-14:00']) {
      const at = `${path.replaceAll(/\{\w+\}/g, crypto.randomUUID())}?${new URLSearchParams({ [name]: time })}`
      const { status, body } = await app.request('GET', at, { as })
      expect({ at, status }).toEqual({ at, status: 422 })
      expect(body.errors.map((error: { path: string }) => error.path)).toContain(name)
    }
})
