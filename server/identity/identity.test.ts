import { afterAll, describe, expect, test } from 'bun:test'
import { createTestApp } from '../testing/create-test-app.ts'

const app = await createTestApp({ hasWorkers: false })
afterAll(app.close)

const password = 'a long password'
const person = (email: string) => ({
  ...{ role: 'customer', name: 'Asha', email, phone: '+91 98450 00000', password },
})
const register = (email: string) => app.request('POST', '/v1/auth/register', { body: person(email) })

describe('accounts', () => {
  test('an address belongs to one account, whatever its case', async () => {
    expect((await register('Asha@Example.com')).body.user.email).toBe('asha@example.com')
    const again = await register('ASHA@example.com')
    expect(again.status).toBe(409)
    expect(again.body).toMatchObject({ code: 'email_taken', errors: [{ path: 'email' }] })
    const login = await app.request('POST', '/v1/auth/login', {
      body: { email: 'aSHA@example.COM', password },
    })
    expect(login.status).toBe(200)
    const me = await app.request('GET', '/v1/me', { as: login.body.accessToken })
    expect(me.body).toMatchObject({ email: 'asha@example.com', role: 'customer' })
  })

  test('of fifty registrations of one address at once, one wins', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => register('race@example.com')))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(49)
  })

  test('a driver must name a vehicle class, and nobody can register as an operator', async () => {
    const driver = { ...person('d@example.com'), role: 'driver' }
    const refused = await app.request('POST', '/v1/auth/register', { body: driver })
    expect(refused.status).toBe(422)
    expect(refused.body.errors).toMatchObject([{ path: 'vehicleClass' }])
    const operator = { ...person('o@example.com'), role: 'operator' }
    expect((await app.request('POST', '/v1/auth/register', { body: operator })).status).toBe(422)
  })

  test('a wrong password and an unknown address get the same answer', async () => {
    const answers = await Promise.all(
      ['asha@example.com', 'nobody@example.com'].map((email) =>
        app.request('POST', '/v1/auth/login', { body: { email, password: 'not this one' } }),
      ),
    )
    for (const { status, body } of answers)
      expect({ status, code: body.code }).toEqual({ status: 401, code: 'credentials_invalid' })
    expect(answers[0]?.body.detail).toBe(answers[1]?.body.detail)
  })
})
