import { afterAll, expect, test } from 'bun:test'
import { sessionsEndedChannel } from '../platform/channels.ts'
import { createTestApp, until } from '../testing/create-test-app.ts'

const app = await createTestApp({ hasWorkers: false })
afterAll(app.close)
const { admin, request } = app

const vehicle = (plate: string) => ({
  ...{ vehicleClass: 'truck', make: 'Eicher', model: 'Pro', year: 2023, plate },
  ...{ capacityKg: 3_000, capacityM3: 16 },
})
const create = async (plate: string) =>
  (await request('POST', '/v1/admin/vehicles', { as: admin, body: vehicle(plate) })).body
const patch = (id: string, body: object) => request('PATCH', `/v1/admin/vehicles/${id}`, { as: admin, body })
const patchDriver = (id: string, body: object) =>
  request('PATCH', `/v1/admin/drivers/${id}`, { as: admin, body })

test('a plate belongs to one vehicle, whatever its case', async () => {
  await create('ka 05 aa 1')
  const taken = await request('POST', '/v1/admin/vehicles', { as: admin, body: vehicle('KA 05 AA 1') })
  expect(taken.status).toBe(409)
  expect(taken.body).toMatchObject({ code: 'plate_taken', errors: [{ path: 'plate' }] })
})

test('each field that will not do is named with what it takes', async () => {
  const answer = await request('POST', '/v1/admin/vehicles', {
    as: admin,
    body: { ...vehicle('!'), year: 3 },
  })
  expect(answer.status).toBe(422)
  expect(answer.body.errors).toEqual([
    { path: 'year', message: 'Expected a year from 1980 to 2100' },
    { path: 'plate', message: 'Expected 2 to 16 letters, digits, spaces or hyphens' },
  ])
})

test('of twenty admins who change one version at once, one wins and the others learn the current version', async () => {
  const { id } = await create('KA 05 AA 2')
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => patch(id, { version: 1, model: `Pro ${n}` })),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  const lost = answers.filter(({ status }) => status === 409)
  expect(lost).toHaveLength(19)
  for (const { body } of lost) expect(body).toMatchObject({ code: 'version_mismatch', currentVersion: 2 })
  const audit = await request('GET', `/v1/admin/audit?subjectId=${id}`, { as: admin })
  expect(audit.body.items.map(({ action }: { action: string }) => action)).toEqual([
    'vehicle.change',
    'vehicle.create',
  ])
})

test('lists filter, and page by cursor without a gap or a double', async () => {
  const made = [await create('PAGE 1'), await create('PAGE 2'), await create('PAGE 3')]
  const first = await request('GET', '/v1/admin/vehicles?q=page&limit=2&class=truck', { as: admin })
  const next = await request('GET', `/v1/admin/vehicles?q=page&limit=2&cursor=${first.body.nextCursor}`, {
    as: admin,
  })
  expect(next.body.nextCursor).toBeNull()
  const ids = [...first.body.items, ...next.body.items].map(({ id }: { id: string }) => id)
  expect(ids).toEqual(made.map(({ id }) => id).reverse())
  const wild = await request('GET', '/v1/admin/vehicles?q=%25', { as: admin })
  expect(wild.body.items).toEqual([])
})

test('a driver takes over the class of the vehicle, which nobody else can get, nor a retired one', async () => {
  const [one, two] = [await app.signUp('driver'), await app.signUp('driver')]
  const { id: vehicleId } = await create('KA 05 AA 3')
  const given = await patchDriver(one.id, { approval: 'approved', vehicleId })
  expect(given.body).toMatchObject({ approval: 'approved', vehicleId, vehicleClass: 'truck' })
  expect((await patchDriver(two.id, { vehicleId })).body.code).toBe('vehicle_assigned')
  expect((await patchDriver(one.id, { vehicleId: null, version: 1 })).body.code).toBe('version_mismatch')
  await request('POST', `/v1/admin/vehicles/${vehicleId}/retire`, { as: admin })
  const left = await request('GET', `/v1/admin/drivers/${one.id}`, { as: admin })
  expect(left.body.vehicleId).toBeNull()
  expect((await patchDriver(two.id, { vehicleId })).body.code).toBe('vehicle_retired')
})

test('a suspended driver goes offline, is signed out and cannot come online', async () => {
  const driver = await app.availableDriver(12.97, 77.59)
  const ended: unknown[] = []
  app.deps.broadcast.subscribe(sessionsEndedChannel(), (message) => ended.push(message))
  expect((await patchDriver(driver.id, { approval: 'suspended' })).status).toBe(200)
  await until(() => ended.length > 0)
  expect(ended).toEqual([{ userId: driver.id }])
  await until(() => app.deps.driverIndex.get(driver.id)?.isFit !== true)
  const [row] = await app.deps.sql`select status from driver_availability where driver_id = ${driver.id}`
  expect(row?.status).toBe('offline')
  const body = { status: 'available', position: { lat: 12.97, lng: 77.59 } }
  const refused = await request('PUT', '/v1/driver/availability', { as: driver.token, body })
  expect(refused.status).toBeGreaterThanOrEqual(400)
})
