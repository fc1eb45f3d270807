import { afterAll, beforeAll, expect, test } from 'bun:test'
import { parse } from 'csv-parse/sync'
import { createTestApp } from '../testing/create-test-app.ts'

let t: Awaited<ReturnType<typeof createTestApp>>
beforeAll(async () => {
  t = await createTestApp({ hasWorkers: false })
})
afterAll(() => t.close())

const tableOf = async (path: string, as = t.admin) => {
  const { body } = await t.request('GET', path, { as, headers: { accept: 'text/csv' } })
  return parse(body as string, { columns: true }) as Record<string, string>[]
}

test('drivers and vehicles come as tables too: the page and all after it, as filtered and sorted', async () => {
  const { pickup } = t.haul
  const first = await t.availableDriver(pickup.lat, pickup.lng)
  const second = await t.availableDriver(pickup.lat, pickup.lng)
  await t.signUp('driver', 'truck')
  const operator = await t.signIn('operator@hexhaul.test')
  const drivers = await tableOf(
    '/v1/drivers?approval=approved&q=test%20driver&sort=name&order=asc&limit=1',
    operator,
  )
  expect(drivers.map(({ id }) => id)).toEqual([first.id, second.id])
  expect(drivers[0]).toMatchObject({ status: 'available', bookingId: '', lat: String(pickup.lat) })
  const vehicles = await tableOf('/v1/admin/vehicles?assigned=true&q=ace&limit=1')
  expect(vehicles.slice(0, 2).map(({ driverId }) => driverId)).toEqual([second.id, first.id])
  expect(Object.keys(vehicles[0] ?? {})).toContain('capacityKg')
})
