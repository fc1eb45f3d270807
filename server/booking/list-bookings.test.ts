import { afterAll, beforeAll, expect, test } from 'bun:test'
import { parse } from 'csv-parse/sync'
import { CSV_PAGE_MAX } from '../platform/http/csv-of-all.ts'
import { copyBooking } from '../testing/copy-booking.ts'
import { createTestApp } from '../testing/create-test-app.ts'

let t: Awaited<ReturnType<typeof createTestApp>>
let customer: { id: string; token: string }
beforeAll(async () => {
  t = await createTestApp({ hasWorkers: false })
  customer = await t.signUp('customer')
})
afterAll(() => t.close())

const book = async () => (await t.book(customer.token, await t.quote(customer.token))).body.id as string
const list = (query: string, as = t.admin) => t.request('GET', `/v1/bookings?${query}`, { as })
const idsOf = async (query: string) =>
  (await list(query)).body.items.map(({ id }: { id: string }) => id) as string[]
const tableOf = async (query: string, as = t.admin) => {
  const { body } = await t.request('GET', `/v1/bookings?${query}`, { as, headers: { accept: 'text/csv' } })
  return parse(body as string, { columns: true }) as Record<string, string>[]
}

test('bookings are found by class, market, time, and a part of an address or an id', async () => {
  const first = await book()
  const between = (await list(`q=${first}`)).body.items[0].createdAt as string
  t.clock.offsetMs += 60_000
  const second = await book()
  const [row] = await t.deps.sql`select market from bookings where id = ${first}`
  const market = row?.market as string
  expect(await idsOf(`market=${market}&vehicleClass=van&q=mill`)).toEqual([second, first])
  expect(await idsOf('vehicleClass=bike')).toEqual([])
  expect(await idsOf(`market=${market.replace(/^./, '0')}`)).toEqual([])
  expect(await idsOf('q=100%25')).toEqual([])
  expect(await idsOf(`q=${second.slice(-8)}`)).toEqual([second])
  const after = new Date(Date.parse(between) + 1).toISOString()
  expect(await idsOf(`from=${after}`)).toEqual([second])
  expect(await idsOf(`to=${after}`)).toEqual([first])
  expect((await list('market=everywhere')).status).toBe(422)
})

test('as a table come the page and all after it, as filtered, and to each only what is theirs', async () => {
  const [newest] = await idsOf('limit=1')
  await copyBooking(t.deps.sql, newest!, CSV_PAGE_MAX + 20)
  const ids = (rows: Record<string, string>[]) => rows.map(({ id }) => id)
  const all = await tableOf('status=searching&limit=5')
  expect(all).toHaveLength(CSV_PAGE_MAX + 22)
  expect(new Set(ids(all)).size).toBe(all.length)
  expect(ids(all)).toEqual(ids(all).toSorted().reverse())
  expect(all[0]).toMatchObject({
    state: 'searching',
    vehicleClass: 'van',
    pickup: '1 Mill Road',
    driverId: '',
  })
  expect(ids(await tableOf(`cursor=${all.at(-3)?.id}`))).toEqual(ids(all.slice(-2)))
  expect(await tableOf('status=cancelled')).toEqual([])
  const stranger = await t.signUp('customer')
  expect(await tableOf('', stranger.token)).toEqual([])
})
