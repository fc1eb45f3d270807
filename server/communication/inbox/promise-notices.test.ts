import { afterAll, expect, test } from 'bun:test'
import { redeemCommitment } from '../../assignment/commitments/redeem-commitment.ts'
import { systemContext } from '../../platform/context.ts'
import { createInboxApp } from './testing/create-inbox-app.ts'

const t = await createInboxApp()
afterAll(t.close)
const { operator, inboxOf, handled } = t

test('a customer is told when an operator moves their booking, by the clocks of the place, and not what they did themselves', async () => {
  const customer = await t.signUp('customer')
  const day = 86_400_000
  const timeIn = (inMs: number) => new Date(t.clock.now().getTime() + inMs).toISOString()
  const quoteFor = async (scheduledFor: string) =>
    (await t.request('POST', '/v1/quotes', { as: customer.token, body: { ...t.haul, scheduledFor } })).body.id
  const { body: booking } = await t.book(customer.token, await quoteFor(timeIn(2 * day)))
  const moves = [
    { as: customer.token, scheduledFor: timeIn(2.1 * day), version: 1 },
    { as: operator, scheduledFor: timeIn(2.2 * day), version: 2 },
  ]
  for (const { as, ...move } of moves) {
    const body = { ...move, quoteId: await quoteFor(move.scheduledFor) }
    const { status } = await t.request('POST', `/v1/bookings/${booking.id}/reschedule`, { as, body })
    expect(status).toBe(200)
  }
  await handled()
  const { items } = await inboxOf(customer.token)
  const told = items.filter(({ kind }) => kind === 'booking.rescheduled')
  expect(told).toHaveLength(1)
  const at = { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Kolkata' } as const
  const time = new Intl.DateTimeFormat('en-GB', at).format(new Date(moves[1]!.scheduledFor))
  expect(told[0]?.body).toContain(`${time} GMT+5:30`)
})

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
