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
