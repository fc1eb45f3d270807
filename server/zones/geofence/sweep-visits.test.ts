import { afterAll, describe, expect, test } from 'bun:test'
import { asc, eq, isNull } from 'drizzle-orm'
import { outbox, zoneVisits } from '../../../db/schema/index.ts'
import { systemContext } from '../../platform/context.ts'
import { createTestApp, until } from '../../testing/create-test-app.ts'
import { removeOldVisits } from '../remove-old-visits.ts'
import { square } from '../testing/draw-zones.ts'
import { FollowedDrivers } from './followed-drivers.ts'
import { noteVisits } from './note-visits.ts'
import { sweepVisits } from './sweep-visits.ts'

const t = await createTestApp({ hasWorkers: false })
afterAll(t.close)
const context = systemContext(t.deps, 'test')
const DEPOT = { lat: 12.97, lng: 77.59 }
const drivers = await Promise.all(
  Array.from({ length: 3 }, async () => (await t.availableDriver(DEPOT.lat + 0.02, DEPOT.lng)).id),
)
const startMs = t.clock.now().getTime() + 1_000
const drawn = await t.request('POST', '/v1/admin/zones', {
  as: t.admin,
  body: { kind: 'geofence', name: 'Depot', geometry: square(DEPOT.lat, DEPOT.lng, 250) },
})
const zoneId = drawn.body.id as string
const readVisits = () =>
  t.deps.db.select().from(zoneVisits).where(eq(zoneVisits.zoneId, zoneId)).orderBy(asc(zoneVisits.enteredAt))
async function startOver() {
  await t.deps.db.delete(zoneVisits)
  await t.deps.db.delete(outbox).where(eq(outbox.topic, 'zone.events'))
}

describe('a visit that no position ends', () => {
  const enter = async (fromMs: number) => {
    await startOver()
    const followed = new FollowedDrivers()
    const inside = drivers.flatMap((driverId) =>
      [0, 1, 2].map((n) => ({
        ...{ ...DEPOT, driverId, speedMps: null, headingDeg: null, accuracyM: 5 },
        ...{ recordedAtMs: fromMs + n * 5_000, heardAtMs: fromMs },
      })),
    )
    await noteVisits(context, followed, inside)
    const open = await t.deps.db.select().from(zoneVisits).where(isNull(zoneVisits.leftAt))
    expect(open).toHaveLength(drivers.length)
    return followed
  }
  const leftEvents = async () =>
    (await t.deps.db.select().from(outbox).where(eq(outbox.type, 'zone.left'))).map(({ key }) => key)

  test('ends once when its driver goes off duty, who is not followed until they are back', async () => {
    const driver = await t.availableDriver(DEPOT.lat, DEPOT.lng)
    drivers.push(driver.id)
    const followed = await enter(startMs)
    await t.request('PUT', '/v1/driver/availability', { as: driver.token, body: { status: 'offline' } })
    await until(() => t.deps.driverIndex.get(driver.id)?.status === 'offline')
    await Promise.all(Array.from({ length: 5 }, () => sweepVisits(context, followed)))
    const own = (await readVisits()).filter(({ driverId }) => driverId === driver.id)
    expect(own).toMatchObject([{ endedBy: 'off_duty' }])
    expect(await leftEvents()).toEqual([driver.id])
    const again = { ...DEPOT, driverId: driver.id, speedMps: null, headingDeg: null, accuracyM: 5 }
    const later = [1, 2, 3].map((n) => ({
      ...again,
      recordedAtMs: startMs + 60_000 + n * 5_000,
      heardAtMs: 0,
    }))
    await noteVisits(context, followed, later)
    expect((await readVisits()).filter(({ driverId }) => driverId === driver.id)).toHaveLength(1)
    await t.request('PUT', '/v1/driver/availability', { as: driver.token, body: { status: 'available' } })
    await until(() => t.deps.driverIndex.get(driver.id)?.status === 'available')
    await noteVisits(context, followed, later)
    expect((await readVisits()).filter(({ driverId }) => driverId === driver.id)).toHaveLength(2)
  })

  test('ends with its zone, is listed by driver and zone, as a table whole, and is removed after its retention', async () => {
    const followed = await enter(startMs)
    const operator = await t.signIn('operator@hexhaul.test')
    const page = async (path: string) => (await t.request('GET', path, { as: operator })).body
    const own = await page(`/v1/admin/zone-visits?driverId=${drivers[0]}&state=open`)
    expect(own.items).toMatchObject([{ zoneId, zone: 'Depot', driverId: drivers[0], leftAt: null }])
    await t.request('POST', `/v1/admin/zones/${zoneId}/remove`, { as: t.admin, body: {} })
    await sweepVisits(context, followed)
    await sweepVisits(context, followed)
    expect((await leftEvents()).toSorted()).toEqual(drivers.toSorted())
    const all = await page(`/v1/admin/zones/${zoneId}/visits?limit=2`)
    const rest = await page(`/v1/admin/zones/${zoneId}/visits?cursor=${all.nextCursor}`)
    const ended = [...all.items, ...rest.items]
    expect(ended.map(({ endedBy }) => endedBy)).toEqual(drivers.map(() => 'zone_ended'))
    for (const path of ['/v1/admin/zone-visits', `/v1/admin/zones/${zoneId}/visits`]) {
      const headers = { accept: 'text/csv' }
      const table = await t.request('GET', `${path}?state=ended&limit=2`, { as: operator, headers })
      const [, ...rows] = String(table.body).trim().split('\r\n')
      expect(rows.map((row) => row.split(',')[0])).toEqual(ended.map(({ id }) => id))
    }
    expect((await page(`/v1/admin/zone-visits?from=${ended[0].leftAt}&to=${ended[0].enteredAt}`)).code).toBe(
      'period_invalid',
    )
    expect(await removeOldVisits(t.deps)).toBe(0)
    t.clock.offsetMs += (t.deps.config.visitRetentionDays + 1) * 86_400_000
    expect(await removeOldVisits(t.deps)).toBe(drivers.length)
  })
})
