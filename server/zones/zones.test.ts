import { afterAll, describe, expect, test } from 'bun:test'
import { createTestApp } from '../testing/create-test-app.ts'
import { square } from './testing/draw-zones.ts'

const t = await createTestApp({ hasWorkers: false })
afterAll(t.close)
const customer = await t.signUp('customer')
const operator = await t.signIn('operator@hexhaul.test')

const [PICKUP, DROPOFF] = [t.haul.pickup, t.haul.dropoff]
const draw = (body: object) => t.request('POST', '/v1/admin/zones', { as: t.admin, body })
const drawn = async (kind: string, geometry: object, more: object = {}) =>
  (await draw({ kind, name: `A ${kind}`, geometry, ...more })).body
const patch = (id: string, body: object) => t.request('PATCH', `/v1/admin/zones/${id}`, { as: t.admin, body })
const remove = (id: string) => t.request('POST', `/v1/admin/zones/${id}/remove`, { as: t.admin, body: {} })
const list = async (query: string) =>
  (await t.request('GET', `/v1/admin/zones?${query}`, { as: operator })).body
const quote = (change: object = {}) =>
  t.request('POST', '/v1/quotes', { as: customer.token, body: { ...t.haul, ...change } })
const around = ({ lat, lng }: { lat: number; lng: number }, halfM: number) => square(lat, lng, halfM)

describe('zones', () => {
  test('are drawn, read, changed with a version, and removed, each step in the audit log', async () => {
    const zone = await drawn('geofence', around(PICKUP, 300), { settings: { dwellS: 60 } })
    expect(zone).toMatchObject({ kind: 'geofence', isActive: true, version: 1, settings: { dwellS: 60 } })
    expect(zone.markets).toHaveLength(1)
    const renamed = await patch(zone.id, { version: 1, name: 'Depot', geometry: around(PICKUP, 400) })
    expect(renamed.body).toMatchObject({ version: 2, name: 'Depot', settings: { dwellS: 60 } })
    expect(renamed.body.areaM2).toBeGreaterThan(1.5 * zone.areaM2)
    const stale = await patch(zone.id, { version: 1, isActive: false })
    expect(stale.body).toMatchObject({ status: 409, code: 'version_mismatch', currentVersion: 2 })
    expect((await patch(zone.id, { version: 2 })).body.code).toBe('nothing_to_change')
    expect((await remove(zone.id)).body).toMatchObject({ isActive: false, version: 3 })
    expect((await patch(zone.id, { version: 3, name: 'Again' })).body.code).toBe('zone_removed')
    const read = await t.request('GET', `/v1/admin/zones/${zone.id}`, { as: operator })
    expect(read.body.removedAt).toBeString()
    const audit = await t.request('GET', `/v1/admin/audit?subjectId=${zone.id}`, { as: t.admin })
    expect(audit.body.items.map(({ action }: { action: string }) => action)).toEqual([
      'zone.remove',
      'zone.change',
      'zone.create',
    ])
  })

  test('are drawn by admins alone, and faults of a geometry are named by position', async () => {
    const zone = { kind: 'no_go', name: 'Lake', geometry: around(PICKUP, 300) }
    expect((await t.request('POST', '/v1/admin/zones', { as: operator, body: zone })).status).toBe(403)
    const ring = [...around(PICKUP, 300).coordinates[0]!]
    const open = await draw({ ...zone, geometry: { type: 'Polygon', coordinates: [ring.slice(0, -1)] } })
    expect(open.body).toMatchObject({
      status: 422,
      code: 'geometry_invalid',
      errors: [{ path: 'geometry.coordinates.0.3' }],
    })
  })

  test('have the settings of their kind and no others', async () => {
    const geometry = around(PICKUP, 300)
    const paths = async (body: object) =>
      (await draw({ name: 'Any', geometry, ...body })).body.errors.map(({ path }: { path: string }) => path)
    expect(await paths({ kind: 'surge_cap' })).toEqual(['settings.cap'])
    expect(await paths({ kind: 'no_go', settings: { dwellS: 60 } })).toEqual(['settings.dwellS'])
    expect(await paths({ kind: 'surge_cap', settings: { cap: 1.2 }, vehicleClasses: ['van'] })).toEqual([
      'vehicleClasses',
    ])
  })

  test('of twenty admins who change one version at once, one wins', async () => {
    const { id } = await drawn('geofence', around(PICKUP, 300))
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => patch(id, { version: 1, name: `Name ${n}` })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.code === 'version_mismatch')).toHaveLength(19)
    await remove(id)
  })

  test('are listed by kind, state, name, market and box, page by page, and told to a map', async () => {
    const here = await drawn('no_go', around({ lat: 10, lng: 20 }, 500), { name: '100% here' })
    const idle = await drawn('no_go', around({ lat: 10, lng: 20 }, 600), { name: 'idle', isActive: false })
    const eastern = await drawn('geofence', around({ lat: 10, lng: 179.5 }, 500), { name: 'eastern' })
    const ids = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id)
    expect(ids(await list('bbox=19,9,21,11'))).toEqual([idle.id, here.id])
    expect(ids(await list('bbox=19,9,21,11&state=inactive'))).toEqual([idle.id])
    expect(ids(await list('q=0%25 h'))).toEqual([here.id])
    expect(ids(await list(`market=${here.markets[0]}&kind=no_go`))).toEqual([idle.id, here.id])
    expect(ids(await list('bbox=179,9,-179,11'))).toEqual([eastern.id])
    const first = await list('bbox=19,9,21,11&limit=1')
    const next = await list(`bbox=19,9,21,11&limit=1&cursor=${first.nextCursor}`)
    expect([...ids(first), ...ids(next), next.nextCursor]).toEqual([idle.id, here.id, null])
    const map = await t.request('GET', '/v1/ops/zones?bbox=19,9,21,11', { as: operator })
    expect(map.body).toMatchObject({
      type: 'FeatureCollection',
      isWhole: true,
      features: [{ id: here.id, geometry: here.geometry, properties: { kind: 'no_go', name: '100% here' } }],
    })
    await remove(here.id)
    expect(ids(await list('bbox=19,9,21,11&state=removed'))).toEqual([here.id])
    expect((await list('bbox=1,2,3')).code).toBe('bbox_invalid')
  })
})

describe('a quote', () => {
  test('from outside every service area is refused with what is near, and without any area all is served', async () => {
    expect((await quote()).status).toBe(201)
    const far = await drawn('service_area', around({ lat: 13.05, lng: 77.59 }, 2_000), { name: 'North' })
    const farther = await drawn('service_area', around({ lat: 13.2, lng: 77.59 }, 2_000), { name: 'Airport' })
    const { body, status } = await quote()
    expect(status).toBe(422)
    expect(body).toMatchObject({
      code: 'outside_service_area',
      errors: [{ path: 'pickup' }],
      servedNearby: [
        { id: far.id, name: 'North' },
        { id: farther.id, name: 'Airport' },
      ],
    })
    const [near] = body.servedNearby
    // From 12.97 to the southern side, two kilometres below 13.05.
    expect(near.distanceM).toBeWithin(6_880, 6_910)
    expect((await quote({ pickup: near.nearest })).status).toBe(201)
    await patch(far.id, { version: 1, isActive: false })
    await remove(farther.id)
    expect((await quote()).status).toBe(201)
    await remove(far.id)
  })

  test('goes by the areas of its class alone', async () => {
    const triangle = [
      [77.58, 13.021],
      [77.611, 13.029],
      [77.593, 13.053],
      [77.58, 13.021],
    ]
    const vans = await drawn(
      'service_area',
      { type: 'Polygon', coordinates: [triangle] },
      { vehicleClasses: ['van'] },
    )
    const { body } = await quote()
    expect(body.code).toBe('outside_service_area')
    for (const lng of [77.58, 77.585, 77.59, 77.6]) {
      const refused = await quote({ pickup: { lat: 12.97, lng } })
      expect((await quote({ pickup: refused.body.servedNearby[0].nearest })).status).toBe(201)
    }
    expect((await quote({ vehicleClass: 'bike' })).status).toBe(201)
    await remove(vans.id)
  })

  test('may lead out of its area, unless that keeps its hauls inside', async () => {
    const city = await drawn('service_area', around(PICKUP, 2_000))
    expect((await quote()).status).toBe(201)
    await patch(city.id, { version: 1, settings: { keepsHaulsInside: true } })
    const stop = { lat: 12.975, lng: 77.59 }
    const beyond = { lat: 12.9, lng: 77.5 }
    const refused = await quote({ stops: [stop, beyond] })
    expect(refused.body.errors.map(({ path }: { path: string }) => path)).toEqual(['dropoff', 'stops.1'])
    const there = await drawn('service_area', around(DROPOFF, 2_000))
    expect((await quote({ stops: [stop] })).status).toBe(201)
    await Promise.all([remove(city.id), remove(there.id)])
  })

  test('with any place in a no-go area is refused, each by name', async () => {
    const zone = await drawn('no_go', around(DROPOFF, 300), {
      name: 'The lake',
      vehicleClasses: ['van', 'truck'],
    })
    const { body } = await quote({ stops: [PICKUP, DROPOFF] })
    expect(body).toMatchObject({
      status: 422,
      code: 'in_no_go_area',
      errors: [
        { path: 'dropoff', message: 'It lies in The lake.' },
        { path: 'stops.1', message: 'It lies in The lake.' },
      ],
    })
    expect((await quote({ vehicleClass: 'bike' })).status).toBe(201)
    await remove(zone.id)
    expect((await quote()).status).toBe(201)
  })
})
