import { afterAll, describe, expect, test } from 'bun:test'
import { createProofApp } from './testing/create-proof-app.ts'

const t = await createProofApp()
afterAll(t.close)
const { customer, operator, driver } = t
const detail = async (id: string, as: string) => (await t.request('GET', `/v1/bookings/${id}`, { as })).body

describe('a report', () => {
  test('keeps how far from its place it was made, for operators to see', async () => {
    const id = await t.bookFor(undefined, [{ lat: 12.95, lng: 77.6 }])
    const at = async (path: string, body: object) => {
      const { version } = await t.readRow(id)
      return t.request('POST', `/v1/bookings/${id}/${path}`, { as: driver.token, body: { version, ...body } })
    }
    await t.driveTo(id, 'en_route_to_pickup')
    t.pass(60_000)
    const position = { lat: 12.9702, lng: 77.5901 }
    expect((await at('status', { status: 'arrived_at_pickup', position })).status).toBe(200)
    t.pass(90_000)
    expect((await at('status', { status: 'goods_collected' })).status).toBe(200)
    expect((await at('stop-reached', {})).status).toBe(200)
    const placesFor = async (as: string) =>
      (await detail(id, as)).history
        .filter(({ event }: { event: string }) =>
          ['arrived_at_pickup', 'goods_collected', 'stop_reached'].includes(event),
        )
        .map(({ reportedFrom }: { reportedFrom?: object }) => reportedFrom)
    const [arrived, collected, stop] = await placesFor(operator)
    expect(arrived).toMatchObject({ isFar: false })
    expect(arrived.distanceM).toBeWithin(20, 30)
    expect(arrived.positionAgeS).toBeWithin(0, 30)
    expect(collected.positionAgeS).toBeWithin(90, 130)
    expect(stop).toMatchObject({ isFar: true })
    expect(stop.distanceM).toBeWithin(2_000, 3_000)
    for (const as of [customer.token, driver.token])
      expect(await placesFor(as)).toEqual([undefined, undefined, undefined])
    await t.finish(id)
  })

  test('keeps what the driver writes down, beside what they wrote before', async () => {
    const id = await t.bookFor()
    await t.driveTo(id, 'arrived_at_pickup')
    for (const [status, proof] of [
      ['goods_collected', { seal: '4711' }],
      ['arrived_at_dropoff', undefined],
      ['delivered', { signedBy: 'M. Iyer' }],
    ] as const) {
      const { version } = await t.readRow(id)
      const body = { status, version, ...(proof && { proof }) }
      await t.request('POST', `/v1/bookings/${id}/status`, { as: driver.token, body })
    }
    expect((await detail(id, customer.token)).proof).toEqual({ seal: '4711', signedBy: 'M. Iyer' })
    await t.finish(id)
  })
})
