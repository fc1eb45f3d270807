import { afterAll, expect, test } from 'bun:test'
import { redeemCommitment } from '../../assignment/commitments/redeem-commitment.ts'
import { systemContext } from '../../platform/context.ts'
import { createInboxApp } from './testing/create-inbox-app.ts'

const t = await createInboxApp()
afterAll(t.close)
const { operator, inboxOf, handled } = t

test('who has promised to drive a haul is told when it is theirs, and when it is not any more', async () => {
  const customer = await t.signUp('customer')
  const driver = await t.availableDriver(12.97, 77.59)
  const timeIn = (inMs: number) => new Date(t.clock.now().getTime() + inMs).toISOString()
  const quoteFor = async (scheduledFor: string) =>
    (await t.request('POST', '/v1/quotes', { as: customer.token, body: { ...t.haul, scheduledFor } })).body.id
  const promised = async (inMs: number) => {
    const { body: booking } = await t.book(customer.token, await quoteFor(timeIn(inMs)))
    const answer = await t.request('POST', `/v1/bookings/${booking.id}/commit`, { as: driver.token })
    expect(answer.status).toBe(200)
    return booking.id as string
  }
  const day = 86_400_000
  const [moved, cancelled, taken, kept] = [
    await promised(day),
    await promised(2 * day),
    await promised(3 * day),
    await promised(4 * day),
  ]
  const as = customer.token
  const scheduledFor = timeIn(1.1 * day)
  const change = { scheduledFor, version: 2, quoteId: await quoteFor(scheduledFor) }
  await t.request('POST', `/v1/bookings/${moved}/reschedule`, { as, body: change })
  await t.request('POST', `/v1/bookings/${cancelled}/cancel`, { as, body: { reason: 'rain' } })
  await t.request('POST', `/v1/bookings/${taken}/release`, { as: operator, body: { reason: 'flood' } })
  await t.deps.sql`update bookings set search_at = ${t.clock.now()} where id = ${kept}`
  await redeemCommitment(systemContext(t.deps, 'test'), kept)
  await handled()
  const { items } = await inboxOf(driver.token)
  const ofHauls = items.filter(({ kind }) => kind.startsWith('booking.')).reverse()
  expect(ofHauls.map(({ kind, body }) => [kind, body.split(': ')[1]])).toEqual([
    ['booking.promise_ended', 'it was moved to another time.'],
    ['booking.cancelled', 'rain'],
    ['booking.promise_ended', 'it was taken back for you.'],
    ['booking.promise_due', undefined],
  ])
})
