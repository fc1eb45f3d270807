import { afterAll, describe, expect, test } from 'bun:test'
import { createScheduleApp, DAY_MS, HOUR_MS } from './testing/create-schedule-app.ts'

const t = await createScheduleApp()
afterAll(() => t.close())
const { bookAt, quoteAt, reschedule, customer } = t
const beginMs = t.clock.now().getTime() + 5 * DAY_MS
const at = (hours: number) => new Date(beginMs + hours * HOUR_MS).toISOString()

describe('a booking that takes another quote', () => {
  test('has each stop at its own address, also where the quote has changed their order', async () => {
    const id = await bookAt(at(0))
    const [near, far] = [
      { lat: 12.971, lng: 77.591 },
      { lat: 12.9, lng: 77.6 },
    ]
    const haul = { ...t.haul, dropoff: { lat: 12.89, lng: 77.6 }, stops: [far, near], stopOrder: 'best' }
    const body = {
      ...{ scheduledFor: at(1), version: 1, quoteId: await quoteAt(at(1), haul) },
      dropoff: { address: '9 Fort Road' },
    }
    const [ofFar, ofNear] = [{ address: 'Far Road' }, { address: 'Near Road' }]
    const unnamed = await reschedule(id, { ...body, stops: [ofFar, ofNear] })
    expect(unnamed).toMatchObject({ status: 422, body: { code: 'stop_index_missing' } })
    const stops = [
      { ...ofFar, index: 0 },
      { ...ofNear, index: 1 },
    ]
    expect((await reschedule(id, { ...body, stops })).status).toBe(200)
    const placesOf = async () =>
      (await t.request('GET', `/v1/bookings/${id}`, { as: customer.token })).body.stops
    const driven = [
      { ...near, ...ofNear },
      { ...far, ...ofFar },
    ]
    expect(await placesOf()).toMatchObject(driven)
    const quoteId = await quoteAt(at(2), { ...haul, stops: [near, far] })
    expect((await reschedule(id, { scheduledFor: at(2), version: 2, quoteId })).status).toBe(200)
    expect(await placesOf()).toMatchObject(driven)
  })

  test('is told where its places are not served any more', async () => {
    const id = await bookAt(at(0))
    const ring = [
      [77.58, 12.96],
      [77.6, 12.96],
      [77.6, 12.98],
      [77.58, 12.98],
      [77.58, 12.96],
    ]
    const zone = await t.request('POST', '/v1/admin/zones', {
      as: t.admin,
      body: { name: 'Fair', kind: 'no_go', geometry: { type: 'Polygon', coordinates: [ring] } },
    })
    expect(zone.status).toBe(201)
    const refused = await reschedule(id, { scheduledFor: at(30), version: 1 })
    await t.request('POST', `/v1/admin/zones/${zone.body.id}/remove`, { as: t.admin })
    expect(refused).toMatchObject({ status: 422, body: { code: 'in_no_go_area' } })
  })
})
