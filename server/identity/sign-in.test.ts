import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { users } from '../../db/schema/index.ts'
import { DEMO_PASSWORD } from '../../db/seed.ts'
import { LIMITS } from '../platform/http/access.ts'
import { TOKEN_AUDIENCE, TOKEN_ISSUER } from '../platform/http/plugin.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { hashPassword, verifyPassword } from './passwords.ts'

let app: Awaited<ReturnType<typeof createTestApp>>
beforeAll(async () => {
  app = await createTestApp({ hasWorkers: false })
})
afterAll(() => app.close())

const customer = { email: 'customer@hexhaul.test', password: DEMO_PASSWORD }
const login = (body: object) => app.request('POST', '/v1/auth/login', { body })

describe('passwords', () => {
  test('are kept as argon2id with 19 MiB and two passes, salted, and never answered', async () => {
    const [one, other] = [await hashPassword('a long password'), await hashPassword('a long password')]
    for (const hash of [one, other]) expect(hash).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$')
    expect(one).not.toBe(other)
    expect(await verifyPassword('a long password', one)).toBe(true)
    expect(await verifyPassword('a long passwore', one)).toBe(false)
    const [{ hash } = { hash: '' }] = await app.deps.db
      .select({ hash: users.passwordHash })
      .from(users)
      .where(eq(users.email, customer.email))
    expect(hash).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$')
    expect(JSON.stringify((await login(customer)).body)).not.toContain('argon2')
  })

  test('are checked the same number of times for a known and an unknown address', async () => {
    const { verify } = Bun.password
    const checked: string[] = []
    Bun.password.verify = ((password: string, hash: string) => {
      checked.push(hash.split('$').slice(1, 4).join('$'))
      return verify(password, hash)
    }) as typeof verify
    try {
      for (const email of [customer.email, 'nobody@example.com'])
        expect(await login({ email, password: 'not this one' })).toMatchObject({
          status: 401,
          body: { code: 'credentials_invalid', detail: 'The address or the password is wrong.' },
        })
    } finally {
      Bun.password.verify = verify
    }
    expect(checked).toEqual(Array(2).fill('argon2id$v=19$m=19456,t=2,p=1'))
  })

  test('of a suspended user open nothing, and tell no more than a wrong one', async () => {
    const driver = await app.signUp('driver')
    await app.deps.db.update(users).set({ status: 'suspended' }).where(eq(users.id, driver.id))
    const [user] = await app.deps.db.select().from(users).where(eq(users.id, driver.id))
    expect(await login({ email: user?.email, password: 'a long password' })).toMatchObject({
      status: 401,
      body: { code: 'credentials_invalid' },
    })
  })
})

describe('access tokens', () => {
  const nowS = () => Math.floor(Date.now() / 1_000)
  const claims = () => ({
    role: 'admin',
    sub: crypto.randomUUID(),
    ...{ iss: TOKEN_ISSUER, aud: TOKEN_AUDIENCE, exp: nowS() + 60 },
  })
  const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  /** A JSON Web Token by hand (RFC 7515), so that it can be wrong in any way. */
  function signed(payload: object, bits: 256 | 384 | 512 = 256, key = app.deps.config.jwtSecret): string {
    const text = `${encoded({ alg: `HS${bits}`, typ: 'JWT' })}.${encoded(payload)}`
    return `${text}.${new Bun.CryptoHasher(`sha${bits}`, key).update(text).digest('base64url')}`
  }
  const without = (name: string) =>
    Object.fromEntries(Object.entries(claims()).filter(([key]) => key !== name))
  const statusOf = async (as: string) => (await app.request('GET', '/v1/ops/snapshot', { as })).status

  test('as this server signs them are taken', async () => {
    expect(await statusOf(signed(claims()))).toBe(200)
  })

  test('are refused with another algorithm, key, issuer or audience, expired, early or without a claim', async () => {
    const forged: Record<string, string> = {
      'alg none': `${encoded({ alg: 'none' })}.${encoded(claims())}.`,
      HS512: signed(claims(), 512),
      HS384: signed(claims(), 384),
      'another key': signed(claims(), 256, 'x'.repeat(40)),
      'another issuer': signed({ ...claims(), iss: 'elsewhere' }),
      'another audience': signed({ ...claims(), aud: 'elsewhere' }),
      expired: signed({ ...claims(), exp: nowS() - 1 }),
      'not yet valid': signed({ ...claims(), nbf: nowS() + 60 }),
      'unknown role': signed({ ...claims(), role: 'root' }),
      'tampered payload': tampered(signed(claims())),
    }
    for (const name of ['exp', 'sub', 'iss', 'aud', 'role']) forged[`no ${name}`] = signed(without(name))
    for (const [name, token] of Object.entries(forged))
      expect({ name, status: await statusOf(token) }).toEqual({ name, status: 401 })
  })

  /** The same signature under other claims. */
  function tampered(token: string): string {
    const [header, , signature] = token.split('.')
    return `${header}.${encoded({ ...claims(), exp: nowS() + 999 })}.${signature}`
  }
})

describe('guessing', () => {
  test('is slowed down: the way in answers 429, tells when, and lets in again after that', async () => {
    // Time stands still, so that no allowance comes back while the guesses are checked.
    const limited = await createTestApp({
      ...{ hasWorkers: false, hasStillClock: true, config: { rateLimitScale: 1 } },
    })
    const guess = () =>
      limited.request('POST', '/v1/auth/login', { body: { email: customer.email, password: 'not this one' } })
    let last = await guess()
    expect(last.headers.get('ratelimit-policy')).toStartWith('"sign-in";q=20;')
    for (let tries = 1; last.status === 401 && tries <= LIMITS.signIn.burst; tries++) last = await guess()
    expect(last).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
    expect(last.headers.get('ratelimit')).toMatch(/^"sign-in";r=0;t=\d+$/)
    const retryAfterS = Number(last.headers.get('retry-after'))
    expect(retryAfterS).toBeGreaterThan(0)
    for (const path of ['/v1/auth/register', '/v1/auth/refresh', '/v1/auth/logout'])
      expect((await limited.request('POST', path, { body: {} })).status).toBe(429)
    // Nor does an account of the guesser's own bring further guesses.
    const asSomebody = await limited.request('POST', '/v1/auth/login', { as: limited.admin, body: customer })
    expect(asSomebody.status).toBe(429)
    limited.clock.offsetMs = retryAfterS * 1_000
    const right = await limited.request('POST', '/v1/auth/login', { body: customer })
    expect(right.status).toBe(200)
    await limited.close()
  })
})
