import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestApp, until } from '../testing/create-test-app.ts'
import { distanceM } from './geo.ts'

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
const idsOf = (answer: { body: { items: { id: string }[] } }) => answer.body.items.map(({ id }) => id)

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
    await t.request('POST', `/v1/bookings/${booking.id}/assign`, {
      as: operator,
      body: { driverId: driver.id },
    })
    const path = `/v1/admin/drivers/${driver.id}`
    await t.request('PATCH', path, { as: t.admin, body: { approval: 'suspended' } })
    await until(() => t.deps.driverIndex.get(driver.id)?.approval === 'suspended')
    expect((await report(driver.token, [position()])).body.accepted).toBe(1)
    await t.request('POST', `/v1/bookings/${booking.id}/cancel`, { as: operator, body: { reason: 'over' } })
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
    // A report that is refused moves nothing, its place included.
    const refused = await move('completed', jumped.body.version, { lat: 12.9702, lng: 77.59 })
    expect(refused.status).toBe(409)
    expect(t.deps.driverIndex.get(driver.id)?.position?.lat).toBe(12.9701)
  })
})

describe('a track', () => {
  test('comes in pages that add up to all points of the period, oldest first', async () => {
    const driver = await t.availableDriver(12.97, 77.59)
    const startMs = t.clock.now().getTime()
    const positions = Array.from({ length: 25 }, (_, i) => ({
      lat: 12.97,
      lng: 77.59,
      recordedAt: new Date(startMs + 1 + i).toISOString(),
    }))
    expect((await report(driver.token, positions)).body.accepted).toBe(25)
    await t.keepTracks()
    const period = `from=${positions[0]?.recordedAt}&to=${positions[24]?.recordedAt}`
    const seen: string[] = []
    let cursor: string | null = ''
    for (let pages = 0; cursor !== null && pages < 9; pages++) {
      const path: string = `/v1/drivers/${driver.id}/track?${period}&limit=10${cursor && `&cursor=${cursor}`}`
      const { body } = await asOperator(path)
      seen.push(...body.items.map(({ recordedAt }: { recordedAt: string }) => recordedAt))
      cursor = body.nextCursor
    }
    // The end of a period is not part of it.
    expect(seen).toEqual(positions.slice(0, 24).map(({ recordedAt }) => recordedAt))
  })

  test('needs a period that runs forward and is not too long, and a driver who exists', async () => {
    const driver = await t.signUp('driver')
    const track = (id: string, from: string, to: string) =>
      asOperator(`/v1/drivers/${id}/track?from=${from}&to=${to}`)
    const invalid = { status: 422, body: { code: 'period_invalid', errors: [{ path: 'to' }] } }
    expect(await track(driver.id, at(), at(-1_000))).toMatchObject(invalid)
    const now = at()
    expect(await track(driver.id, now, now)).toMatchObject(invalid)
    expect(await track(driver.id, at(-8 * 86_400_000), at())).toMatchObject(invalid)
    expect((await track(driver.id, at(-6 * 86_400_000), at())).body).toEqual({ items: [], nextCursor: null })
    const unknown = await track(crypto.randomUUID(), at(-1_000), at())
    expect(unknown).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })
})

describe('the list of drivers', () => {
  test('is filtered by status, approval, class and words, and paged without a gap', async () => {
    const bikes = [await t.availableDriver(20, 70, 'bike'), await t.availableDriver(20, 70.1, 'bike')]
    const pending = await t.signUp('driver', 'refrigerated_truck')
    const [first, second] = bikes as [(typeof bikes)[0], (typeof bikes)[0]]
    await t.request('PUT', '/v1/driver/availability', { as: second.token, body: { status: 'paused' } })
    const list = (query: string) => asOperator(`/v1/drivers?${query}`)
    expect(idsOf(await list('vehicleClass=bike&status=available'))).toEqual([first.id])
    expect(idsOf(await list('vehicleClass=bike&approval=approved'))).toEqual([second.id, first.id])
    expect(idsOf(await list('vehicleClass=refrigerated_truck&approval=pending&status=offline'))).toEqual([
      pending.id,
    ])
    const plate = encodeURIComponent(`KA ${first.id.slice(-10)}`)
    const found = await list(`q=${plate}`)
    expect(found.body.items).toMatchObject([
      {
        id: first.id,
        status: 'available',
        approval: 'approved',
        vehicleClass: 'bike',
        place: { lat: 20, lng: 70 },
      },
    ])
    expect(idsOf(await list('q=%25'))).toEqual([])
    const all = idsOf(await list('limit=200'))
    const paged: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Awaited<ReturnType<typeof list>> = await list(`limit=3${cursor && `&cursor=${cursor}`}`)
      paged.push(...idsOf(page))
      cursor = page.body.nextCursor
    }
    expect(paged).toEqual(all)
    expect(all.length).toBeGreaterThan(3)
    const customer = await t.signUp('customer')
    expect((await t.request('GET', '/v1/drivers', { as: customer.token })).status).toBe(403)
    expect((await list('status=asleep')).status).toBe(422)
  })
})

describe('who is near and what the map starts from', () => {
  test('are exact: the nearest in order, and everybody in the box but nobody off duty', async () => {
    const places = [30, 30.001, 30.004, 30.002].map((lat) => ({ lat, lng: 60 }))
    const fleet = await Promise.all(places.map(({ lat, lng }) => t.availableDriver(lat, lng, 'truck')))
    const { body } = await asOperator('/v1/drivers/nearby?lat=30&lng=60&vehicleClass=truck&limit=3')
    expect(body.items).toMatchObject(
      [0, 1, 3].map((i) => ({
        driverId: fleet[i]?.id,
        distanceM: Math.round(distanceM(30, 60, places[i]?.lat ?? 0, 60)),
      })),
    )
    const off = fleet[1] as (typeof fleet)[0]
    await t.request('PUT', '/v1/driver/availability', { as: off.token, body: { status: 'offline' } })
    await until(() => t.deps.driverIndex.get(off.id)?.status === 'offline')
    const inBox = async (bbox: string) =>
      (await asOperator(`/v1/ops/snapshot?bbox=${bbox}`)).body.drivers
        .map(({ id }: { id: string }) => id)
        .sort()
    const [a, , c, d] = fleet.map(({ id }) => id)
    expect(await inBox('59.99,29.99,60.01,30.003')).toEqual([a, d].sort())
    expect(await inBox('59.99,29.99,60.01,30.01')).toEqual([a, c, d].sort())
    const snapshot = await asOperator('/v1/ops/snapshot')
    const shown = snapshot.body.drivers.map(({ id }: { id: string }) => id)
    expect(shown).toEqual(expect.arrayContaining([a, c, d]))
    expect(shown).not.toContain(off.id)
    for (const bad of ['1,2,3', '1,2,3,4,5', '0,10,1,5', 'a,b,c,d', '0,,1,5', '181,0,182,1'])
      expect(await asOperator(`/v1/ops/snapshot?bbox=${bad}`)).toMatchObject({
        status: 422,
        body: { code: 'bbox_invalid', errors: [{ path: 'bbox' }] },
      })
  })
})
