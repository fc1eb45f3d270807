import { afterAll, beforeAll, expect, test } from 'bun:test'
import { systemContext } from '../../platform/context.ts'
import { createTestApp, until } from '../../testing/create-test-app.ts'
import { sweepDocuments } from './sweep-documents.ts'

const HERE = { lat: 12.97, lng: 77.59 }
let t: Awaited<ReturnType<typeof createTestApp>>
beforeAll(async () => {
  t = await createTestApp({ hasWorkers: false, hasStillClock: true })
})
afterAll(() => t.close())

const ask = (method: string, path: string, body?: object) =>
  t.request(method, `/v1/admin${path}`, { as: t.admin, ...(body && { body }) })
/** Sets the clock to a moment of UTC. */
function setClock(at: string): void {
  t.clock.offsetMs += Date.parse(at) - t.clock.now().getTime()
}
const sweep = () => sweepDocuments(systemContext(t.deps, 'test'))
async function settle(change: object): Promise<void> {
  const { body } = await ask('GET', '/fleet-settings')
  const answer = await ask('PUT', '/fleet-settings', { ...body, ...change })
  expect(answer.status).toBe(200)
}
let serial = 0
const add = async (path: string, kind: string, expiresOn: string | null, more: object = {}) =>
  (await ask('POST', `${path}/documents`, { kind, number: `N ${++serial}`, expiresOn, ...more })).body
const told = async (documentId: string) => {
  const rows = await t.deps.sql<{ type: string; data: { daysLeft: number } }[]>`
    select type, data from outbox where data->>'documentId' = ${documentId} order by position`
  return rows.map(({ type, data }) => `${type} ${data.daysLeft}`)
}
const setStatus = (as: string, status: string) =>
  t.request('PUT', '/v1/driver/availability', {
    as,
    body: { status, position: { ...HERE, recordedAt: t.clock.now().toISOString() } },
  })

test('is told of 30, 14, 7 and 1 days ahead and at its end, once each, however many sweep', async () => {
  await settle({ timeZone: 'Asia/Kolkata' })
  const driver = await t.signUp('driver')
  setClock('2027-01-01T12:00:00Z')
  const { id } = await add(`/drivers/${driver.id}`, 'permit', '2027-02-15')
  for (let day = 0; day < 60; day++) {
    await Promise.all([sweep(), sweep(), sweep()])
    t.clock.offsetMs += 86_400_000
  }
  expect(await told(id)).toEqual([
    'document.expiring 30',
    'document.expiring 14',
    'document.expiring 7',
    'document.expiring 1',
    'document.expired -1',
  ])
})

test('after a standstill, and noted late, only the nearest stage is told', async () => {
  const driver = await t.signUp('driver')
  setClock('2027-01-01T12:00:00Z')
  const { id } = await add(`/drivers/${driver.id}`, 'permit', '2027-01-06')
  await sweep()
  setClock('2027-03-01T12:00:00Z')
  await sweep()
  expect(await told(id)).toEqual(['document.expiring 5', 'document.expired -54'])
})

test('is over when its last day is, in the company time zone, on days of daylight saving too', async () => {
  const driver = await t.signUp('driver')
  const edges = [
    // Cairo's clocks go from 00:00 to 01:00 on 2027-04-30: the day before ends at the gap.
    ['Africa/Cairo', '2027-04-29', '2027-04-29T21:59:59Z', '2027-04-29T22:00:00Z'],
    ['Pacific/Kiritimati', '2027-06-30', '2027-06-30T09:59:59Z', '2027-06-30T10:00:00Z'],
    // New York puts its clocks back on 2027-11-07: that day ends five hours after UTC's, the one before four.
    ['America/New_York', '2027-11-06', '2027-11-07T03:59:59Z', '2027-11-07T04:00:00Z'],
    ['America/New_York', '2027-11-07', '2027-11-08T04:59:59Z', '2027-11-08T05:00:00Z'],
    ['Asia/Kolkata', '2028-02-29', '2028-02-29T18:29:59Z', '2028-02-29T18:30:00Z'],
  ] as const
  for (const [timeZone, expiresOn, lastMoment, over] of edges) {
    await settle({ timeZone })
    const { id } = await add(`/drivers/${driver.id}`, 'identity', expiresOn)
    const stateAt = async (at: string) => {
      setClock(at)
      await sweep()
      const { body } = await ask('GET', `/drivers/${driver.id}/documents`)
      const seen = body.items.find((item: { id: string }) => item.id === id)
      return [seen.state, seen.daysLeft, (await told(id)).at(-1)]
    }
    expect({ timeZone, seen: await stateAt(lastMoment) }).toEqual({
      ...{ timeZone, seen: ['expiring', 0, 'document.expiring 0'] },
    })
    expect({ timeZone, seen: await stateAt(over) }).toEqual({
      ...{ timeZone, seen: ['expired', -1, 'document.expired -1'] },
    })
  }
})

test('one that is required keeps who lacks it from going on duty, from offers and from a yes', async () => {
  await settle({ timeZone: 'Asia/Kolkata', driverDocuments: [], vehicleDocuments: [] })
  setClock('2029-03-01T06:00:00Z')
  const driver = await t.availableDriver(HERE.lat, HERE.lng)
  const { vehicleId } = (await ask('GET', `/drivers/${driver.id}`)).body
  const customer = await t.signUp('customer')
  const booked = async () => (await t.book(customer.token, await t.quote(customer.token))).body.id as string
  const operator = await t.signIn('operator@hexhaul.test')
  const assign = async (bookingId: string) =>
    t.request('POST', `/v1/bookings/${bookingId}/assign`, { as: operator, body: { driverId: driver.id } })
  const isFit = () => t.deps.driverIndex.get(driver.id)?.isFit

  await settle({ driverDocuments: ['driving_licence'], vehicleDocuments: ['insurance'] })
  await until(() => isFit() === false)
  const refused = await assign(await booked())
  expect(refused.body.code).toBe('documents_invalid')
  await setStatus(driver.token, 'paused')
  expect((await setStatus(driver.token, 'available')).body.code).toBe('documents_invalid')
  await add(`/drivers/${driver.id}`, 'driving_licence', '2029-03-31')
  const insurance = await add(`/vehicles/${vehicleId}`, 'insurance', '2029-03-02')
  expect((await setStatus(driver.token, 'available')).status).toBe(200)
  await until(() => isFit() === true)
  const [bookingId, offerId] = [await booked(), t.deps.newId()]
  await t.deps
    .sql`insert into offers (id, booking_id, driver_id, state, pickup_distance_m, pickup_eta_s, created_at, expires_at)
    values (${offerId}, ${bookingId}, ${driver.id}, 'open', 1, 1, ${t.clock.now()}, '2029-03-05T00:00:00Z')`
  setClock('2029-03-02T18:30:00Z')
  const answer = await t.request('POST', `/v1/offers/${offerId}/accept`, { as: driver.token })
  expect(answer.body.code).toBe('documents_invalid')
  await sweep()
  await until(() => t.deps.driverIndex.get(driver.id)?.unfit === 'documents_invalid')
  const [offer] = await t.deps.sql`select state from offers where id = ${offerId}`
  expect(offer?.state).toBe('withdrawn')

  await setStatus(driver.token, 'paused')
  const renewed = await ask('POST', `/documents/${insurance.id}/renew`, {
    ...{ number: 'P 2', issuedOn: '2029-03-03', expiresOn: '2030-03-02' },
  })
  expect(renewed.body).toMatchObject({ renewsId: insurance.id, state: 'valid' })
  expect((await setStatus(driver.token, 'available')).status).toBe(200)
  await ask('POST', `/documents/${renewed.body.id}/remove`)
  await until(() => isFit() === false)
  await settle({ driverDocuments: [], vehicleDocuments: [] })
  await until(() => isFit() === true)
})

test('a renewal that begins later leaves the old paper valid until its end, and nobody is warned of that', async () => {
  setClock('2030-06-01T06:00:00Z')
  const driver = await t.signUp('driver')
  const old = await add(`/drivers/${driver.id}`, 'driving_licence', '2030-06-10')
  const fields = { number: 'L 2', issuedOn: '2030-06-11', expiresOn: '2040-06-10' }
  const { body: next } = await ask('POST', `/documents/${old.id}/renew`, fields)
  expect(next.state).toBe('not_yet_valid')
  expect((await ask('POST', `/documents/${old.id}/renew`, fields)).body.code).toBe('document_ended')
  await sweep()
  expect(await told(old.id)).toEqual([])
  const mine = await t.request('GET', '/v1/driver/documents', { as: driver.token })
  expect(mine.body.items.map(({ state }: { state: string }) => state)).toEqual(['not_yet_valid', 'renewed'])
  await ask('POST', `/documents/${next.id}/remove`)
  await sweep()
  expect(await told(old.id)).toEqual(['document.expiring 9'])
  const { body: audit } = await ask('GET', `/audit?subjectId=${driver.id}`)
  expect(audit.items.map(({ action }: { action: string }) => action)).toEqual([
    ...['document.remove', 'document.renew', 'document.create'],
  ])
})

test('what cannot be is refused by name', async () => {
  const driver = await t.signUp('driver')
  const path = `/drivers/${driver.id}/documents`
  const paper = { kind: 'permit', number: 'A 1', expiresOn: '2031-01-01' }
  expect((await ask('POST', path, paper)).status).toBe(201)
  expect((await ask('POST', path, { ...paper, number: 'a 1' })).body.code).toBe('document_exists')
  const backwards = { ...paper, number: 'A 2', issuedOn: '2031-01-02' }
  expect((await ask('POST', path, backwards)).body.code).toBe('period_invalid')
  for (const expiresOn of ['2031-02-29', '31.1.2031', '0000-01-01'])
    expect((await ask('POST', path, { ...paper, expiresOn })).body.errors[0].path).toBe('expiresOn')
  expect((await ask('POST', `/drivers/${crypto.randomUUID()}/documents`, paper)).status).toBe(404)
  const settings = (await ask('GET', '/fleet-settings')).body
  const wrong = await ask('PUT', '/fleet-settings', { ...settings, timeZone: 'Mars/Olympus' })
  expect(wrong.body.code).toBe('time_zone_unknown')
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask('PUT', '/fleet-settings', settings)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)])
})

test('operators see what ends soon and what has ended, the most urgent first, page by page', async () => {
  setClock('2032-01-10T06:00:00Z')
  const driver = await t.signUp('driver')
  for (const expiresOn of ['2032-01-20', '2032-01-05', '2032-01-15', '2032-03-15'])
    await add(`/drivers/${driver.id}`, 'permit', expiresOn)
  const operator = await t.signIn('operator@hexhaul.test')
  const seen: string[] = []
  for (let cursor = ''; ; ) {
    const path = `/v1/ops/documents-due?withinDays=14&limit=2${cursor}`
    const { body } = await t.request('GET', path, { as: operator })
    for (const item of body.items)
      if (item.subjectId === driver.id) seen.push(`${item.expiresOn} ${item.state}`)
    if (!body.nextCursor) break
    cursor = `&cursor=${body.nextCursor}`
  }
  expect(seen).toEqual(['2032-01-05 expired', '2032-01-15 expiring', '2032-01-20 expiring'])
  const due = await t.request('GET', '/v1/drivers?papersDueInDays=0', { as: operator })
  expect(due.body.items.map(({ id }: { id: string }) => id)).toContain(driver.id)
})
