import { afterAll, describe, expect, test } from 'bun:test'
import { createTestApp } from '../../testing/create-test-app.ts'

const app = await createTestApp({ hasWorkers: false })
afterAll(app.close)

const ROLES = ['customer', 'driver', 'operator', 'admin'] as const
const tokens = Object.fromEntries(
  await Promise.all(ROLES.map(async (role) => [role, await app.signIn(`${role}@hexhaul.test`)] as const)),
)
type Route = {
  method: string
  path: string
  hooks: { detail: { 'x-roles': string[] }; body?: unknown; query?: unknown }
}
const routes = (app.app.routes as unknown as Route[]).filter(({ method }) => method !== 'WS')
const concrete = (path: string) => path.replaceAll(/:\w+/g, crypto.randomUUID())
const reading = (method: string) => method === 'GET'

describe.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', (_, route) => {
  const { method, path, hooks } = route
  const roles = hooks.detail['x-roles']
  const isOpen = roles.includes('all')
  const call = (as?: string, body: unknown = reading(method) ? undefined : {}) =>
    app.request(method, concrete(path), { as, body, headers: { 'idempotency-key': crypto.randomUUID() } })

  if (!isOpen) {
    test('asks for a sign-in, and takes no made-up token', async () => {
      expect((await call()).status).toBe(401)
      expect((await call('made.up.token')).status).toBe(401)
    })
    test('refuses the roles that it does not name', async () => {
      for (const role of ROLES.filter((role) => !roles.includes(role)))
        expect({ role, status: (await call(tokens[role])).status }).toEqual({ role, status: 403 })
    })
    test('lets in the roles that it names', async () => {
      for (const role of roles) expect([401, 403]).not.toContain((await call(tokens[role])).status)
    })
  }
  test('names the field of a number that breaks a bound, and takes no digits in quotes for a number of a body', () => {
    expect(JSON.stringify([hooks.body, hooks.query])).not.toMatch(/"format":"(integer|numeric)"/)
  })
  if (hooks.body) {
    test('refuses an unknown field by name', async () => {
      const as = isOpen ? undefined : tokens[roles[0] as string]
      const { status, body } = await call(as, { surprise: 1 })
      expect(status).toBe(422)
      expect(body.errors.map((error: { path: string }) => error.path)).toContain('surprise')
    })
  }
})

describe('the API documents', () => {
  test('name no other host in their pages, and serve what they load', async () => {
    for (const path of ['/docs', '/redoc']) {
      const { body, status, headers } = await app.request('GET', path)
      expect(status).toBe(200)
      expect(headers.get('content-security-policy')).toContain("default-src 'self'")
      expect(body).not.toMatch(/https?:\/\/|["'(]\/\//)
      for (const [, asset] of body.matchAll(/(?:src|href)="(\/[^"]+)"/g))
        expect((await app.request('GET', asset)).status).toBe(200)
    }
    expect((await app.request('GET', '/docs/json')).body.components.securitySchemes.bearer.scheme).toBe(
      'bearer',
    )
  })
})
