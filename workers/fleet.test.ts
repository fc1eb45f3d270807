import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createTestApp, until } from '../server/testing/create-test-app.ts'
import { startFleet } from './fleet.ts'

const HOUR_MS = 3_600_000
let t: Awaited<ReturnType<typeof createTestApp>>
beforeAll(async () => {
  t = await createTestApp({ workers: ['fleet'] })
})
afterAll(() => t.close())

test('two workers start and end maintenance on time and tell of papers, each once', async () => {
  const other = await startFleet(t.deps)
  const driver = await t.availableDriver(12.97, 77.59)
  const { vehicleId } = (await t.request('GET', `/v1/admin/drivers/${driver.id}`, { as: t.admin })).body
  const at = (ms: number) => new Date(t.clock.now().getTime() + ms).toISOString()
  const isFit = () => t.deps.driverIndex.get(driver.id)?.isFit
  const [startsAt, endsAt, expiresOn] = [at(HOUR_MS), at(2 * HOUR_MS), at(-48 * HOUR_MS).slice(0, 10)]
  const post = (path: string, body: object) =>
    t.request('POST', `/v1/admin/vehicles/${vehicleId}${path}`, { as: t.admin, body })
  await post('/maintenance', { startsAt, endsAt, reason: 'Yearly service' })
  await post('/documents', { kind: 'permit', number: 'P 1', expiresOn })
  t.clock.offsetMs += HOUR_MS
  await until(() => isFit() === false)
  t.clock.offsetMs += HOUR_MS
  await until(() => isFit() === true)
  const read = () =>
    t.deps.sql<{ type: string }[]>`select type from outbox where key = ${vehicleId} order by type`
  await until(async () => (await read()).length >= 3)
  await other.stop()
  expect((await read()).map(({ type }) => type)).toEqual([
    'document.expired',
    'vehicle.maintenance_ended',
    'vehicle.maintenance_started',
  ])
}, 60_000)
