import { afterAll, beforeAll, expect, test } from 'bun:test'
import { systemContext } from '../../platform/context.ts'
import { createTestApp, until } from '../../testing/create-test-app.ts'
import { sweepMaintenance } from './sweep-maintenance.ts'

const HOUR_MS = 3_600_000
let t: Awaited<ReturnType<typeof createTestApp>>
beforeAll(async () => {
  t = await createTestApp({ hasWorkers: false, hasStillClock: true })
})
afterAll(() => t.close())

const later = (hours: number) => new Date(t.clock.now().getTime() + hours * HOUR_MS).toISOString()
const sweep = () => sweepMaintenance(systemContext(t.deps, 'test'))
const ask = (method: string, path: string, body?: object) =>
  t.request(method, `/v1/admin${path}`, { as: t.admin, ...(body && { body }) })
const plan = (vehicleId: string, from: number, to: number) =>
  ask('POST', `/vehicles/${vehicleId}/maintenance`, {
    ...{ startsAt: later(from), endsAt: later(to), reason: 'Yearly service' },
  })
const patch = (vehicleId: string, version: number, status: string) =>
  ask('PATCH', `/vehicles/${vehicleId}`, { version, status })
const read = async (vehicleId: string) => (await ask('GET', `/vehicles/${vehicleId}`)).body
const periodsOf = async (vehicleId: string) =>
  (await ask('GET', `/vehicles/${vehicleId}/maintenance`)).body.items
const eventsOf = async (vehicleId: string) => {
  const rows = await t.deps.sql<{ type: string }[]>`
    select type from outbox where topic = 'fleet.events' and key = ${vehicleId} order by position`
  return rows.map(({ type }) => type.replace('vehicle.maintenance_', ''))
}
let serial = 0
const newVehicle = async () => {
  const capacity = { capacityKg: 750, capacityM3: 4 }
  const make = { vehicleClass: 'van', make: 'Tata', model: 'Ace', year: 2024, plate: `MT ${++serial}` }
  return (await ask('POST', '/vehicles', { ...make, ...capacity })).body.id as string
}

test('of twenty admins who plan overlapping maintenance at once one does, and the others are told which', async () => {
  const vehicleId = await newVehicle()
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => plan(vehicleId, 1 + n / 40, 3)))
  const won = answers.filter(({ status }) => status === 201)
  expect(won).toHaveLength(1)
  for (const { status, body } of answers.filter((answer) => answer !== won[0]))
    expect({ status, code: body.code, other: body.maintenanceId }).toEqual({
      ...{ status: 409, code: 'maintenance_overlaps', other: won[0]?.body.id },
    })
  expect((await plan(vehicleId, 3, 4)).status).toBe(201)
})

test('maintenance begins and ends by itself, and is told of once however many sweep', async () => {
  const vehicleId = await newVehicle()
  const { body: planned } = await plan(vehicleId, 1, 2)
  await sweep()
  expect((await read(vehicleId)).status).toBe('active')
  t.clock.offsetMs += HOUR_MS
  await Promise.all([sweep(), sweep(), sweep()])
  expect(await read(vehicleId)).toMatchObject({ status: 'maintenance', version: 2 })
  t.clock.offsetMs += HOUR_MS
  await Promise.all([sweep(), sweep(), sweep()])
  expect(await read(vehicleId)).toMatchObject({ status: 'active', version: 3 })
  expect(await periodsOf(vehicleId)).toMatchObject([
    { id: planned.id, state: 'ended', endsAt: planned.endsAt },
  ])
  expect(await eventsOf(vehicleId)).toEqual(['started', 'ended'])
  const { body: audit } = await ask('GET', `/audit?subjectId=${vehicleId}`)
  expect(audit.items.map(({ action, actor }: { action: string; actor: string }) => [action, actor])).toEqual([
    ['vehicle.maintenance_end', null],
    ['vehicle.maintenance_start', null],
    ['maintenance.plan', 'Demo Admin'],
    ['vehicle.create', 'Demo Admin'],
  ])
})

test('what a standstill has missed as a whole is over, and one that follows at once keeps the vehicle out', async () => {
  const vehicleId = await newVehicle()
  await plan(vehicleId, 1, 2)
  await plan(vehicleId, 2, 3)
  await plan(vehicleId, 3, 5)
  t.clock.offsetMs += 4 * HOUR_MS
  await sweep()
  expect((await periodsOf(vehicleId)).map(({ state }: { state: string }) => state)).toEqual([
    'under_way',
    'ended',
    'ended',
  ])
  expect((await read(vehicleId)).status).toBe('maintenance')
  expect(await eventsOf(vehicleId)).toEqual(['started'])
})

test('is changed, cancelled and ended early, each while its state allows it', async () => {
  const vehicleId = await newVehicle()
  const { body: first } = await plan(vehicleId, 1, 2)
  const { body: second } = await plan(vehicleId, 5, 6)
  const change = (id: string, body: object) => ask('PATCH', `/maintenance/${id}`, body)
  const act = async (id: string, what: string) => (await ask('POST', `/maintenance/${id}/${what}`)).body
  expect((await change(first.id, { version: 1, endsAt: later(5.5) })).body.code).toBe('maintenance_overlaps')
  expect((await change(first.id, { version: 1, endsAt: later(0.5) })).body.code).toBe('period_invalid')
  expect((await change(first.id, { version: 1, endsAt: later(3) })).body.endsAt).toBe(later(3))
  expect((await change(first.id, { version: 1, reason: 'Late' })).body.code).toBe('version_mismatch')
  expect((await act(first.id, 'end')).code).toBe('maintenance_not_under_way')
  expect((await act(second.id, 'cancel')).state).toBe('cancelled')
  expect((await act(second.id, 'cancel')).code).toBe('maintenance_not_planned')
  expect((await plan(vehicleId, 5, 6)).status).toBe(201)
  t.clock.offsetMs += 2 * HOUR_MS
  await sweep()
  expect((await change(first.id, { version: 3, startsAt: later(1) })).body.code).toBe(
    'maintenance_not_planned',
  )
  expect((await act(first.id, 'cancel')).code).toBe('maintenance_not_planned')
  expect(await act(first.id, 'end')).toMatchObject({ state: 'ended', endsAt: later(0) })
  expect((await read(vehicleId)).status).toBe('active')
})

test('by hand a vehicle is out until it is taken back, or until what is planned takes over', async () => {
  const [free, booked] = [await newVehicle(), await newVehicle()]
  await patch(free, 1, 'maintenance')
  expect(await periodsOf(free)).toMatchObject([{ state: 'under_way', endsAt: null }])
  expect((await plan(free, 1, 2)).body.code).toBe('maintenance_overlaps')
  expect((await patch(free, 2, 'active')).body).toMatchObject({ status: 'active', version: 3 })
  expect(await periodsOf(free)).toMatchObject([{ state: 'ended', endsAt: later(0) }])

  const { body: planned } = await plan(booked, 1, 2)
  expect((await patch(booked, 1, 'maintenance')).body.status).toBe('maintenance')
  t.clock.offsetMs += HOUR_MS
  await sweep()
  expect(await read(booked)).toMatchObject({ status: 'maintenance', version: 2 })
  expect((await patch(booked, 2, 'active')).body.status).toBe('active')
  expect(await periodsOf(booked)).toMatchObject([
    { state: 'ended', endsAt: planned.startsAt },
    { id: planned.id, state: 'ended' },
  ])
  expect(await eventsOf(booked)).toEqual(['started', 'ended', 'started', 'ended'])
})

test('a vehicle that leaves the fleet leaves no maintenance behind', async () => {
  const vehicleId = await newVehicle()
  await plan(vehicleId, 1, 2)
  await patch(vehicleId, 1, 'maintenance')
  await ask('POST', `/vehicles/${vehicleId}/retire`)
  const states = (await periodsOf(vehicleId)).map(({ state }: { state: string }) => state)
  expect(states.sort()).toEqual(['cancelled', 'ended'])
  expect((await plan(vehicleId, 3, 4)).body.code).toBe('vehicle_retired')
})

test('who has the goods of a haul finishes it, and takes no other while the vehicle is in the workshop', async () => {
  const driver = await t.availableDriver(12.97, 77.59)
  const { vehicleId } = (await ask('GET', `/drivers/${driver.id}`)).body
  const customer = await t.signUp('customer')
  const booked = async () => (await t.book(customer.token, await t.quote(customer.token))).body.id as string
  const operator = await t.signIn('operator@hexhaul.test')
  const assign = (bookingId: string) =>
    t.request('POST', `/v1/bookings/${bookingId}/assign`, { as: operator, body: { driverId: driver.id } })
  const bookingId = await booked()
  expect((await assign(bookingId)).status).toBe(200)
  const { body: begun } = await ask('POST', `/vehicles/${vehicleId}/maintenance`, {
    ...{ endsAt: later(2), reason: 'A noise in the gearbox' },
  })
  expect(begun.state).toBe('under_way')
  await until(() => t.deps.driverIndex.get(driver.id)?.isFit === false)
  const steps = ['en_route_to_pickup', 'arrived_at_pickup', 'goods_collected', 'arrived_at_dropoff']
  for (const [i, status] of [...steps, 'delivered', 'completed'].entries()) {
    const body = { status, version: i + 2 }
    const moved = await t.request('POST', `/v1/bookings/${bookingId}/status`, { as: driver.token, body })
    expect(moved.status).toBe(200)
  }
  expect((await assign(await booked())).body.code).toBe('vehicle_unfit')
})
