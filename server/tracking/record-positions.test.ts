import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestApp, until } from '../testing/create-test-app.ts'

let t: Awaited<ReturnType<typeof createTestApp>>
let operator: string
beforeAll(async () => {
  t = await createTestApp({ hasWorkers: false })
  operator = await t.signIn('operator@hexhaul.test')
})
afterAll(() => t.close())

const at = (offsetMs = 0) => new Date(t.clock.now().getTime() + offsetMs).toISOString()
const report = (as: string, positions: unknown[]) =>
  t.request('POST', '/v1/driver/positions', { as, body: { positions } })
const asOperator = (path: string) => t.request('GET', path, { as: operator })

describe('positions over REST', () => {
  test('are judged one by one: each bad one answers its reason, the good ones reach index and track', async () => {
    const driver = await t.availableDriver(12.97, 77.59)
    const good = { lat: 12.97, lng: 77.59 }
    const body = JSON.stringify({
      positions: [
        { ...good, recordedAt: at(1_000), speedMps: 5, headingDeg: 90, accuracyM: 10 },
        { ...good, lat: 91, recordedAt: at(2_000) },
        { ...good, lat: null, recordedAt: at(2_000) },
        { ...good, lng: 'east', recordedAt: at(2_000) },
        { ...good, recordedAt: at(31_000 + 5_000) },
        { ...good, recordedAt: at(-3_700_000) },
        { ...good, recordedAt: at(500) },
        { ...good, lat: 13.5, recordedAt: at(2_000) },
        { ...good, accuracyM: 500, recordedAt: at(2_000) },
        { ...good, recordedAt: 'now' },
        { lat: 12.9701, lng: 77.5901, recordedAt: at(3_000) },
      ],
    }).replace('"lat":91', '"lat":1e999')
    const answer = await t.app.handle(
      new Request('http://localhost/v1/driver/positions', {
        method: 'POST',
        headers: { authorization: `Bearer ${driver.token}`, 'content-type': 'application/json' },
        body,
      }),
    )
    expect(await answer.json()).toEqual({
      accepted: 2,
      rejected: [
        { index: 1, reason: 'not_a_number' },
        { index: 2, reason: 'not_a_number' },
        { index: 3, reason: 'not_a_number' },
        { index: 4, reason: 'from_future' },
        { index: 5, reason: 'too_old' },
        { index: 6, reason: 'older_than_last' },
        { index: 7, reason: 'impossible_jump' },
        { index: 8, reason: 'bad_accuracy' },
        { index: 9, reason: 'not_a_time' },
      ],
    })
    expect(t.deps.driverIndex.get(driver.id)?.position).toMatchObject({ lat: 12.9701, lng: 77.5901 })
    await t.keepTracks()
    const track = await asOperator(`/v1/drivers/${driver.id}/track?from=${at(-60_000)}&to=${at(60_000)}`)
    expect(track.body.items.map(({ lat }: { lat: number }) => lat)).toEqual([12.97, 12.97, 12.9701])
    expect(track.body.items[1]).toMatchObject({ speedMps: 5, headingDeg: 90 })
  })

  test('name what is missing, unknown or too many, and take none of them', async () => {
    const driver = await t.availableDriver(12.97, 77.59)
    const good = { lat: 12.9701, lng: 77.59, recordedAt: at(1_000) }
    const { recordedAt: _, ...timeless } = good
    for (const [positions, path] of [
      [[timeless], 'positions.0.recordedAt'],
      [[good, { ...good, colour: 'red' }], 'positions.1.colour'],
      [[], 'positions'],
      [Array.from({ length: 101 }, () => good), 'positions'],
    ] as const) {
      const answer = await report(driver.token, [...positions])
      expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed' } })
      expect(answer.body.errors[0].path).toBe(path)
    }
    expect(t.deps.driverIndex.get(driver.id)?.position?.lat).toBe(12.97)
  })

  test('of a driver who is not approved are refused, and those of a suspended one once the haul is over', async () => {
    const position = () => ({ lat: 12.97, lng: 77.59, recordedAt: at() })
    const pending = await t.signUp('driver')
    const refused = { status: 409, body: { code: 'driver_not_approved' } }
    expect(await report(pending.token, [position()])).toMatchObject(refused)
    const place = await t.request('PUT', '/v1/driver/availability', {
      as: pending.token,
      body: { status: 'offline', position: position() },
    })
    expect(place.body).toEqual({ status: 'offline', rejected: [{ index: 0, reason: 'driver_not_approved' }] })

    const customer = await t.signUp('customer')
    const driver = await t.availableDriver(12.97, 77.59)
    const { body: booking } = await t.book(customer.token, await t.quote(customer.token))
    const assigned = await t.request('POST', `/v1/bookings/${booking.id}/assign`, {
      as: operator,
      body: { driverId: driver.id },
    })
    // With the goods on board: what was not collected would be handed back at once.
    let { version } = assigned.body
    const drive = async (...steps: string[]) => {
      const path = `/v1/bookings/${booking.id}/status`
      for (const status of steps) {
        const moved = await t.request('POST', path, { as: driver.token, body: { status, version } })
        expect(moved).toMatchObject({ status: 200, body: { state: status } })
        version = moved.body.version
      }
    }
    await drive('en_route_to_pickup', 'arrived_at_pickup', 'goods_collected')
    const path = `/v1/admin/drivers/${driver.id}`
    await t.request('PATCH', path, { as: t.admin, body: { approval: 'suspended' } })
    await until(() => t.deps.driverIndex.get(driver.id)?.approval === 'suspended')
    expect((await report(driver.token, [position()])).body.accepted).toBe(1)
    await drive('arrived_at_dropoff', 'delivered', 'completed')
    await until(() => t.deps.driverIndex.get(driver.id)?.bookingId === null)
    expect(await report(driver.token, [position()])).toMatchObject(refused)
  })
})

describe('a place sent along with something else', () => {
  test('is taken with a change of availability, or its rejection is answered', async () => {
    const driver = await t.availableDriver(12.97, 77.59)
    const put = async (position: object) =>
      (
        await t.request('PUT', '/v1/driver/availability', {
          as: driver.token,
          body: { status: 'paused', position },
        })
      ).body
    const recordedAt = at(1_000)
    expect(await put({ lat: 12.9701, lng: 77.59, recordedAt })).toEqual({ status: 'paused', rejected: [] })
    expect(t.deps.driverIndex.get(driver.id)?.position?.lat).toBe(12.9701)
    expect(await put({ lat: 12.9702, lng: 77.59, recordedAt })).toEqual({
      status: 'paused',
      rejected: [{ index: 0, reason: 'older_than_last' }],
    })
    expect(t.deps.driverIndex.get(driver.id)?.position?.lat).toBe(12.9701)
  })

  test('is taken with a status report, meaning now, or its rejection is answered with the booking', async () => {
    const customer = await t.signUp('customer')
    const driver = await t.availableDriver(12.97, 77.59)
    const { body: booking } = await t.book(customer.token, await t.quote(customer.token))
    const assigned = await t.request('POST', `/v1/bookings/${booking.id}/assign`, {
      as: operator,
      body: { driverId: driver.id },
    })
    await until(() => t.deps.driverIndex.get(driver.id)?.bookingId === booking.id)
    const move = (status: string, version: number, position: object) =>
      t.request('POST', `/v1/bookings/${booking.id}/status`, {
        as: driver.token,
        body: { status, version, position },
      })
    const moved = await move('en_route_to_pickup', assigned.body.version, { lat: 12.9701, lng: 77.59 })
    expect(moved).toMatchObject({ status: 200, body: { state: 'en_route_to_pickup' } })
    expect(moved.body).not.toHaveProperty('positionRejected')
    expect(t.deps.driverIndex.get(driver.id)?.position?.lat).toBe(12.9701)
    const jumped = await move('arrived_at_pickup', moved.body.version, { lat: 14, lng: 77.59 })
    expect(jumped.body).toMatchObject({ state: 'arrived_at_pickup', positionRejected: 'impossible_jump' })
    // The place is taken first, to measure the report from it: that the step is refused makes it no less true.
    const refused = await move('completed', jumped.body.version, { lat: 12.9702, lng: 77.59 })
    expect(refused).toMatchObject({ status: 409, body: { code: 'illegal_move' } })
    expect(t.deps.driverIndex.get(driver.id)?.position?.lat).toBe(12.9702)
  })
})
