import { afterAll, beforeAll, expect, test } from 'bun:test'
import { latLngToCell } from 'h3-js'
import { seedDemo, seedReference } from './seed.ts'
import { createTestDatabase } from './testing/create-test-database.ts'

const SEEDED = ['vehicle_classes', 'rate_cards', 'users', 'drivers', 'vehicles'] as const
let database: Awaited<ReturnType<typeof createTestDatabase>>
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

const newId = () => Bun.randomUUIDv7()
async function counts(): Promise<Record<string, number>> {
  const rows = await Promise.all(
    SEEDED.map(async (table) => {
      const [row] = await database.sql`select count(*)::int as count from ${database.sql(table)}`
      return [table, row?.count as number] as const
    }),
  )
  return Object.fromEntries(rows)
}

test('the demo data is completed after a failure halfway and never doubled', async () => {
  let ids = 0
  const failing = () => {
    if (++ids > 4) throw new Error('power cut')
    return newId()
  }
  // The fifth id is the driver's vehicle: account and approval must not be left without it.
  await seedReference(database.db)
  await expect(seedDemo(database.db, failing, new Date())).rejects.toThrow('power cut')
  expect(await counts()).toMatchObject({ users: 3, drivers: 0, vehicles: 0 })
  await seedDemo(database.db, newId, new Date())
  const once = await counts()
  expect(once).toMatchObject({ users: 4, drivers: 1, vehicles: 1 })
  await seedReference(database.db)
  await seedDemo(database.db, newId, new Date())
  expect(await counts()).toEqual(once)
})

test.each([
  ['the demo city', 12.9716, 77.5946, 'INR'],
  ['Manhattan', 40.769, -73.9549, 'USD'],
  ['JFK airport', 40.6413, -73.7781, 'USD'],
  ['Newark', 40.7357, -74.1724, 'USD'],
])('%s has prices for every vehicle class in its own currency', async (_place, lat, lng, currency) => {
  const cards = await database.sql`
    select vehicle_class from rate_cards where market = ${latLngToCell(lat, lng, 4)} and currency = ${currency}`
  expect(cards.length).toBe(4)
})
