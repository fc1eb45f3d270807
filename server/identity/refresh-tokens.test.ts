import { afterAll, describe, expect, test } from 'bun:test'
import { createTestApp } from '../testing/create-test-app.ts'
import { hashToken } from './refresh-tokens.ts'
import { removeExpiredTokens } from './remove-expired-tokens.ts'

const app = await createTestApp({ hasWorkers: false })
afterAll(app.close)

const password = 'a long password'
const register = async (email: string) => {
  const body = { role: 'customer', name: 'Asha', email, phone: '+91 98450 00000', password }
  return (await app.request('POST', '/v1/auth/register', { body })).body.refreshToken as string
}
const refresh = (refreshToken: string, retryKey?: string) =>
  app.request('POST', '/v1/auth/refresh', {
    body: { refreshToken },
    ...(retryKey && { headers: { 'idempotency-key': retryKey } }),
  })
const statuses = async (...answers: ReturnType<typeof refresh>[]) =>
  (await Promise.all(answers)).map(({ status }) => status)

describe('refresh tokens', () => {
  test('each works once; one that comes back ends the whole family', async () => {
    const first = await register('family@example.com')
    const second = (await refresh(first)).body.refreshToken
    const third = await refresh(second)
    expect(third.status).toBe(200)
    expect((await refresh(first)).status).toBe(401)
    expect((await refresh(third.body.refreshToken)).status).toBe(401)
  })

  test('used by two or by fifty at once, a token leaves at most one session, and none that lasts', async () => {
    for (const times of [2, 50]) {
      const token = await register(`stolen-by-${times}@example.com`)
      const answers = await Promise.all(Array.from({ length: times }, () => refresh(token)))
      const winners = answers.filter(({ status }) => status === 200)
      expect(winners).toHaveLength(1)
      expect((await refresh(winners[0]?.body.refreshToken)).status).toBe(401)
    }
  })

  test('one family ending leaves another session of the same person alone', async () => {
    const first = await register('two@example.com')
    const body = { email: 'two@example.com', password }
    const other = await app.request('POST', '/v1/auth/login', { body })
    await app.request('POST', '/v1/auth/logout', { body: { refreshToken: first } })
    expect((await refresh(first)).status).toBe(401)
    expect((await refresh(other.body.refreshToken)).status).toBe(200)
  })

  test('made up, they end nothing; and signing out twice is no error', async () => {
    const token = await register('calm@example.com')
    expect((await refresh('made up')).status).toBe(401)
    expect((await app.request('POST', '/v1/auth/logout', { body: { refreshToken: 'made up' } })).status).toBe(
      204,
    )
    expect((await refresh(token)).status).toBe(200)
  })

  test('are forgotten a week after their end, and not before', async () => {
    const token = await register('gone@example.com')
    const startMs = app.clock.offsetMs
    const rows = () => app.deps.sql`select 1 from refresh_tokens where token_hash = ${hashToken(token)}`
    const endMs = startMs + app.deps.config.refreshTokenTtlS * 1_000
    app.clock.offsetMs = endMs + 7 * 86_400_000 - 60_000
    await removeExpiredTokens(app.deps)
    expect((await rows()).count).toBe(1)
    app.clock.offsetMs = endMs + 7 * 86_400_000 + 60_000
    expect(await removeExpiredTokens(app.deps)).toBeGreaterThan(0)
    expect((await rows()).count).toBe(0)
    app.clock.offsetMs = startMs
  })

  test('they expire', async () => {
    const token = await register('late@example.com')
    app.clock.offsetMs = app.deps.config.refreshTokenTtlS * 1_000 + 1
    expect((await refresh(token)).status).toBe(401)
    app.clock.offsetMs = 0
  })
})

describe('a refresh that is retried with its key', () => {
  const key = 'a secret of the client'

  test('gets the same successor, also when both arrive at once, and locks nobody out', async () => {
    const token = await register('retry@example.com')
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(token, key)))
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    const successors = new Set(answers.map(({ body }) => body.refreshToken))
    expect(successors.size).toBe(1)
    expect(await statuses(refresh([...successors][0], 'the key of the next time'))).toEqual([200])
  })

  test('is a theft without the key, or with another, and ends the family', async () => {
    for (const [email, other] of [
      ['keyless@example.com', undefined],
      ['other-key@example.com', 'a secret of the thief'],
    ] as const) {
      const token = await register(email)
      const { body } = await refresh(token, key)
      expect(await statuses(refresh(token, other))).toEqual([401])
      expect(await statuses(refresh(body.refreshToken))).toEqual([401])
    }
  })

  test('is one no more once the successor was used, the family ended or a minute has passed', async () => {
    const used = await register('used@example.com')
    const { body } = await refresh(used, key)
    expect(await statuses(refresh(body.refreshToken))).toEqual([200])
    expect(await statuses(refresh(used, key))).toEqual([401])

    const left = await register('left@example.com')
    const successor = (await refresh(left, key)).body.refreshToken
    await app.request('POST', '/v1/auth/logout', { body: { refreshToken: successor } })
    expect(await statuses(refresh(left, key))).toEqual([401])

    const slow = await register('slow@example.com')
    await refresh(slow, key)
    app.clock.offsetMs = 60_001
    expect(await statuses(refresh(slow, key))).toEqual([401])
    app.clock.offsetMs = 0
  })
})
