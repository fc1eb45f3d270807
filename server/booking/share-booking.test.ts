import { afterAll, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { shareLinks } from '../../db/schema/index.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { removeExpiredRows } from './remove-expired-rows.ts'

const DAY_MS = 86_400_000
const publicUrl = 'https://hexhaul.example.com/logistics'
const t = await createTestApp({ hasWorkers: false, config: { publicUrl } })
afterAll(() => t.close())
const customer = await t.signUp('customer')
const { body: booking } = await t.book(customer.token, await t.quote(customer.token))
const share = (as: string) => t.request('POST', `/v1/bookings/${booking.id}/share`, { as })

describe('a shared link', () => {
  test('begins with the public address, whatever host the request names, and is another one each time', async () => {
    const [first, second] = [await share(customer.token), await share(customer.token)]
    expect(first).toMatchObject({
      status: 201,
      body: {
        url: expect.stringMatching(/^https:\/\/hexhaul\.example\.com\/logistics\/v1\/track\/[\w-]{20,}$/),
      },
    })
    expect(second.body.url).not.toBe(first.body.url)
  })

  test('can be made by the customer of the booking only, and is not to be guessed', async () => {
    const stranger = await t.signUp('customer')
    expect((await share(stranger.token)).status).toBe(404)
    expect((await t.request('GET', `/v1/track/${'x'.repeat(43)}`)).status).toBe(404)
  })

  test('shows what it may without a sign-in, for a day, and is then gone and swept', async () => {
    const { body } = await share(customer.token)
    const path = `/v1/track/${body.url.split('/').at(-1)}`
    const followed = await t.request('GET', path)
    const nobodyYet = { driverFirstName: null, vehicle: null, position: null, etaS: null }
    expect([followed.status, followed.body]).toEqual([200, { state: 'searching', ...nobodyYet }])
    t.clock.offsetMs += DAY_MS - 10_000
    expect((await t.request('GET', path)).status).toBe(200)
    t.clock.offsetMs += 10_001
    expect(await t.request('GET', path)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    await removeExpiredRows(t.deps)
    const left = await t.deps.db.select().from(shareLinks).where(eq(shareLinks.bookingId, booking.id))
    expect(left).toEqual([])
  })
})
