import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestApp } from '../testing/create-test-app.ts'

let t: Awaited<ReturnType<typeof createTestApp>>
let operator: string
let customer: { id: string; token: string }
beforeAll(async () => {
  t = await createTestApp({ hasWorkers: false })
  operator = await t.signIn('operator@hexhaul.test')
  customer = await t.signUp('customer')
})
afterAll(() => t.close())

const { lat, lng } = { lat: 12.9702, lng: 77.59 }
const post = (path: string, as: string, body: object) => t.request('POST', path, { as, body })
const assign = (id: string, body: object) => post(`/v1/bookings/${id}/assign`, operator, body)
const read = async (id: string) => (await t.request('GET', `/v1/bookings/${id}`, { as: operator })).body
const report = async (id: string, { token }: { token: string }, status: string) =>
  post(`/v1/bookings/${id}/status`, token, { status, version: (await read(id)).version })
async function assigned() {
  const driver = await t.availableDriver(lat, lng)
  const booking = (await t.book(customer.token, await t.quote(customer.token))).body
  const { status, body } = await assign(booking.id, { driverId: driver.id })
  expect(status).toBe(200)
  return { id: booking.id as string, version: body.version as number, driver }
}

describe('an operator', () => {
  test('gives a haul to another driver in one step, and the one before is free again and not blamed', async () => {
    const { id, driver } = await assigned()
    await report(id, driver, 'en_route_to_pickup')
    const other = await t.availableDriver(lat + 0.001, lng)
    const { status, body } = await assign(id, { driverId: other.id, insteadOf: driver.id })
    expect({ status, state: body.state, driverId: body.driverId }).toEqual({
      ...{ status: 200, state: 'assigned', driverId: other.id },
    })
    const { history } = await read(id)
    expect(history.map(({ to }: { to: string }) => to)).toEqual([
      ...['searching', 'assigned', 'en_route_to_pickup', 'searching', 'assigned'],
    ])
    const reliability = `/v1/drivers/${driver.id}/reliability`
    expect((await t.request('GET', reliability, { as: operator })).body.droppedOut).toBe(0)
    const next = (await t.book(customer.token, await t.quote(customer.token))).body.id
    expect((await assign(next, { driverId: driver.id })).status).toBe(200)
  })

  test('takes a haul from nobody but the driver who has it, and leaves it with them where the other is busy', async () => {
    const { id, driver } = await assigned()
    const { driver: busy } = await assigned()
    const free = await t.availableDriver(lat, lng)
    for (const [body, code] of [
      [{ driverId: free.id, insteadOf: busy.id }, 'version_mismatch'],
      [{ driverId: busy.id, insteadOf: driver.id }, 'driver_busy'],
      [{ driverId: driver.id, insteadOf: driver.id }, 'driver_busy'],
    ] as const) {
      const refused = await assign(id, body)
      expect({ status: refused.status, code: refused.body.code }).toEqual({ status: 409, code })
      expect(await read(id)).toMatchObject({ state: 'assigned', driver: { id: driver.id } })
    }
    for (const status of ['en_route_to_pickup', 'arrived_at_pickup', 'goods_collected'])
      expect((await report(id, driver, status)).status).toBe(200)
    const late = await assign(id, { driverId: free.id, insteadOf: driver.id })
    expect(late.body).toMatchObject({ code: 'illegal_move', currentState: 'goods_collected' })
  })

  test('takes a haul back from its driver, unless it has moved on from what they saw', async () => {
    const { id, version, driver } = await assigned()
    await report(id, driver, 'en_route_to_pickup')
    const unassign = (body: object) => post(`/v1/bookings/${id}/unassign`, operator, body)
    const stale = await unassign({ reason: 'undone', version })
    expect(stale.body).toMatchObject({ code: 'version_mismatch', currentState: 'en_route_to_pickup' })
    expect((await unassign({ reason: 'undone' })).body).toMatchObject({ state: 'searching', driverId: null })
    expect((await unassign({ reason: 'undone' })).body).toMatchObject({ code: 'illegal_move' })
  })
})
