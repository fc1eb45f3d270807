import { afterAll, beforeAll, expect, test } from 'bun:test'
import { systemContext } from '../platform/context.ts'
import { createTestApp, until } from '../testing/create-test-app.ts'
import { marketOf } from '../tracking/geo.ts'
import { Gathering } from './gathering.ts'
import { makeOffer } from './make-offer.ts'
import { readOpenMarkets, readSearches } from './read-searches.ts'
import { runTick } from './run-tick.ts'
import { surveySupply } from './survey-supply.ts'

const START_MS = 30_000
const HERE = { lat: 12.97, lng: 77.59 }
/** A market in which the demo has no prices. */
const ELSEWHERE = marketOf({ lat: 13.97, lng: 77.59 })
/** Offers are answered for longer, and drivers are heard of for much longer. */
const WINDOW_MS = 10_000

let t: Awaited<ReturnType<typeof createTestApp>>
let customer: { id: string; token: string }
beforeAll(async () => {
  t = await createTestApp({ hasWorkers: false })
  customer = await t.signUp('customer')
}, START_MS)
afterAll(() => t.close())

const context = () => systemContext(t.deps, 'test')
const book = async () => (await t.book(customer.token, await t.quote(customer.token))).body.id as string
const cancel = (id: string) =>
  t.request('POST', `/v1/bookings/${id}/cancel`, { as: customer.token, body: { reason: 'a test' } })
const read = (market: string, after: Parameters<typeof readSearches>[1]['after']) =>
  readSearches(context(), { market, after, k: 16, supply: surveySupply(context()) })
const openOffers = async () =>
  (await t.deps.sql`select booking_id as id from offers where state = 'open'`).map(({ id }) => id)

test('a batch is of one market, and who was asked for one page is out of question for the next', async () => {
  const driver = await t.availableDriver(HERE.lat, HERE.lng)
  const [first, away, second] = [await book(), await book(), await book()]
  await t.deps.sql`update bookings set market = ${ELSEWHERE} where id = ${away}`
  const open = await readOpenMarkets(context())
  const counts = open.map(({ market, openBookings }) => [market, openBookings])
  expect(counts).toEqual([
    [marketOf(HERE), 2],
    [ELSEWHERE, 1],
  ])
  const { searches } = await read(marketOf(HERE), null)
  expect(searches.map(({ booking }) => booking.id)).toEqual([first, second])
  const [search] = searches
  if (!search?.booking.searchStartedAt) throw new Error('no search')
  expect(await makeOffer(context(), search, driver.id)).toBe(true)
  const next = await read(marketOf(HERE), { startedAt: search.booking.searchStartedAt, id: first })
  expect(next.searches.map(({ booking }) => booking.id)).toEqual([second])
  expect(next.searches[0]?.candidates).toMatchObject([{ driverId: driver.id, gate: 'has_open_offer' }])
  for (const id of [first, second, away]) await cancel(id)
  await t.request('PUT', '/v1/driver/availability', { as: driver.token, body: { status: 'offline' } })
  await until(() => t.deps.driverIndex.get(driver.id)?.status === 'offline')
})

test('a tick leaves a market alone while it gathers, and matches what has come by then', async () => {
  const drivers = [await t.availableDriver(HERE.lat, HERE.lng), await t.availableDriver(HERE.lat, HERE.lng)]
  const gathering = new Gathering(() => WINDOW_MS)
  const bookingIds = [await book()]
  expect(await runTick(context(), { gathering })).toBe(0)
  t.clock.offsetMs += WINDOW_MS - 1_000
  bookingIds.push(await book())
  expect(await openOffers()).toEqual([])
  t.clock.offsetMs += 1_000
  expect(await runTick(context(), { gathering })).toBe(drivers.length)
  expect((await openOffers()).sort()).toEqual(bookingIds.sort())
  // What comes back after a batch waits for the next, and so does what is new.
  const [offer] = await t.deps.sql`select id, driver_id as "driverId" from offers where state = 'open'`
  const as = drivers.find(({ id }) => id === offer?.driverId)?.token
  expect((await t.request('POST', `/v1/offers/${offer?.id}/decline`, { as, body: {} })).status).toBe(204)
  await book()
  await t.availableDriver(HERE.lat, HERE.lng)
  t.clock.offsetMs += WINDOW_MS / 2
  expect(await runTick(context(), { gathering })).toBe(0)
  t.clock.offsetMs += WINDOW_MS / 2
  expect(await runTick(context(), { gathering })).toBe(2)
})
