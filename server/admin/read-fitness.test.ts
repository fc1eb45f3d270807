import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createTestApp } from '../testing/create-test-app.ts'

let t: Awaited<ReturnType<typeof createTestApp>>
let driver: { id: string; token: string }
let vehicleId: string
beforeAll(async () => {
  t = await createTestApp({ hasWorkers: false })
  driver = await t.availableDriver(12.97, 77.59)
  vehicleId = (await ask('GET', `/v1/admin/drivers/${driver.id}`)).vehicleId
})
afterAll(() => t.close())

async function ask(method: string, path: string, body?: object) {
  const answer = await t.request(method, path, { as: t.admin, ...(body && { body }) })
  expect(answer.status).toBeLessThan(300)
  return answer.body
}
type Reason = { code: string; subjectType: string; kind: string | null; until: string | null }
const codes = (reasons: Reason[]) => reasons.map(({ code, kind }) => (kind ? `${code} ${kind}` : code))
const ofVehicle = async (id = vehicleId) =>
  codes((await ask('GET', `/v1/admin/vehicles/${id}/fitness`)).reasons)
const ofDriver = async (id = driver.id) => codes((await ask('GET', `/v1/drivers/${id}/fitness`)).reasons)

test('who is on duty with all in order has no reason, and each thing out of order is one, told of both', async () => {
  expect([await ofVehicle(), await ofDriver()]).toEqual([[], []])

  const papers = { version: 0, timeZone: 'UTC', driverDocuments: ['driving_licence'] }
  await ask('PUT', '/v1/admin/fleet-settings', { ...papers, vehicleDocuments: ['insurance'] })
  const lacked = ['document_lacking driving_licence', 'document_lacking insurance']
  expect((await ofVehicle()).sort()).toEqual(lacked)
  expect(await ofDriver()).toEqual(lacked)
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  const licence = { kind: 'driving_licence', number: 'L 1', expiresOn: day(2) }
  await ask('POST', `/v1/admin/drivers/${driver.id}/documents`, licence)
  const insurance = { kind: 'insurance', number: 'I 1', expiresOn: day(-2) }
  await ask('POST', `/v1/admin/vehicles/${vehicleId}/documents`, insurance)
  expect(await ofDriver()).toEqual(['document_lacking insurance'])
  const later = { kind: 'insurance', number: 'I 2', expiresOn: day(2) }
  await ask('POST', `/v1/admin/vehicles/${vehicleId}/documents`, later)

  const endsAt = new Date(Date.now() + 3_600_000).toISOString()
  await ask('POST', `/v1/admin/vehicles/${vehicleId}/maintenance`, { endsAt, reason: 'Brakes' })
  const { reasons } = await ask('GET', `/v1/drivers/${driver.id}/fitness`)
  expect(reasons).toEqual([
    { code: 'vehicle_maintenance', subjectType: 'vehicle', kind: null, until: endsAt },
  ])
  const none = { driverDocuments: [], vehicleDocuments: [] }
  await ask('PUT', '/v1/admin/fleet-settings', { version: 1, timeZone: 'UTC', ...none })
})

test('a suspension is told of before: what would go back to the search', async () => {
  const busy = await t.availableDriver(12.971, 77.591)
  const customer = await t.signUp('customer')
  const { id } = (await t.book(customer.token, await t.quote(customer.token))).body
  await ask('POST', `/v1/bookings/${id}/assign`, { driverId: busy.id })
  const { reasons, handsBack } = await ask('GET', `/v1/drivers/${busy.id}/fitness`)
  expect(codes(reasons)).toContain('driver_busy')
  expect(handsBack).toEqual({ hauls: [id], promised: [] })
  await ask('PATCH', `/v1/admin/drivers/${busy.id}`, { approval: 'suspended', reason: 'Complaint' })
  expect(await ofDriver(busy.id)).toEqual(expect.arrayContaining(['driver_not_approved', 'driver_offline']))
  expect((await ask('GET', `/v1/drivers/${busy.id}/fitness`)).handsBack).toEqual({ hauls: [], promised: [] })
})

test('a vehicle without a driver, and one that is retired, are told of as such', async () => {
  const vehicle = { vehicleClass: 'van', make: 'Tata', model: 'Ace', year: 2024, plate: 'KA FIT 1' }
  const { id } = await ask('POST', '/v1/admin/vehicles', { ...vehicle, capacityKg: 750, capacityM3: 5 })
  expect(await ofVehicle(id)).toContain('vehicle_unassigned')
  await ask('POST', `/v1/admin/vehicles/${id}/retire`)
  expect(await ofVehicle(id)).toEqual(['vehicle_retired'])
  const none = await t.request('GET', `/v1/admin/vehicles/${Bun.randomUUIDv7()}/fitness`, { as: t.admin })
  expect(none.status).toBe(404)
})
