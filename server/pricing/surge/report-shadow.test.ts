import { afterAll, expect, test } from 'bun:test'
import fc from 'fast-check'
import { quotes, rateCards, surgePublications } from '../../../db/schema/index.ts'
import { systemContext } from '../../platform/context.ts'
import { createTestApp } from '../../testing/create-test-app.ts'
import { priceHaul, type RateCard } from '../price-haul.ts'
import { SurgeMarkets } from './market-surge.ts'
import { publishSurge } from './publish-surge.ts'
import { keptDemand } from './shadow-tally.ts'
import { BUILT_IN_PARAMETERS } from './surge-parameters.ts'

const t = await createTestApp({ hasWorkers: false })
afterAll(() => t.close())
const operator = await t.signIn('operator@hexhaul.test')
const customers: string[] = []
for (let i = 0; i < 10; i++) customers.push((await t.signUp('customer')).token)

const market = '8461893ffffffff'
const post = (path: string, body: object) =>
  t.request('POST', `/v1/admin/surge${path}`, { as: operator, body })
const sum = (amounts: number[]) => amounts.reduce((total, each) => total + each, 0)

test('the report prices each quote again with the shadow of its cell and time, and touches no price', async () => {
  const markets = new SurgeMarkets()
  const round = async () => {
    await Promise.all(customers.map((as) => t.quote(as)))
    t.clock.offsetMs += 10_000
    await publishSurge(systemContext(t.deps, 'test'), markets, { owns: () => true })
  }
  await round()
  const before = await t.deps.db.select({ id: quotes.id }).from(quotes)
  const from = t.clock.now()
  const parameters = {
    ...BUILT_IN_PARAMETERS,
    permillePerDoubling: 1_000,
    stepMaxPermille: 300,
    elasticity: 0.5,
  }
  expect((await post('/shadow', { market, version: 0, parameters })).status).toBe(201)
  for (let i = 0; i < 5; i++) await round()
  t.clock.offsetMs += 1_000
  const to = t.clock.now()
  expect((await post('/shadow/end', { market, version: 1 })).body).toMatchObject({
    version: 2,
    parameters: null,
  })
  await round()

  const path = `/v1/admin/surge/shadow-report?market=${market}&from=${from.toISOString()}&to=${to.toISOString()}`
  const report = (await t.request('GET', path, { as: operator })).body
  const told = (await t.deps.db.select().from(surgePublications)).filter(({ shadowVersion }) => shadowVersion)
  const cards = new Map((await t.deps.db.select().from(rateCards)).map((card) => [card.id, card]))
  const known = new Set(before.map(({ id }) => id))
  const compared = (await t.deps.db.select().from(quotes)).filter(
    ({ id, createdAt }) => !known.has(id) && createdAt < to,
  )
  const priced = compared.map((quote) => {
    const { surge, createdAt: at, distanceM, durationS } = quote
    const latest = told
      .filter(({ publishedAt }) => publishedAt <= at)
      .sort((a, b) => b.publishedAt.getTime() - a.publishedAt.getTime())[0]
    const shadow = latest?.cells.find(({ cell }) => cell === surge.cell)?.shadowPermille ?? 1_000
    const price = (surgePermille: number) =>
      priceHaul(cards.get(quote.rateCardId) as RateCard, {
        distanceM,
        durationS,
        stops: 0,
        at,
        surgePermille,
      }).priceMinor
    const kept = (minor: number) => 1 - 0.5 * (minor / price(1_000) - 1)
    return {
      live: quote.priceMinor,
      shadow: price(shadow),
      kept: [kept(quote.priceMinor), kept(price(shadow))],
    }
  })
  expect(report.publications).toBe(told.length)
  const [live, shadow] = [sum(priced.map((it) => it.live)), sum(priced.map((it) => it.shadow))]
  expect(shadow).toBeGreaterThan(live)
  const money = (amount: number) => ({ amount, currency: 'INR' })
  expect(report.prices).toEqual([
    {
      quotes: 50,
      live: money(live),
      shadow: money(shadow),
      liveMean: money(Math.round(live / 50)),
      shadowMean: money(Math.round(shadow / 50)),
    },
  ])
  expect(report.live.expectedDemand).toBeCloseTo(sum(priced.map(({ kept }) => kept[0] as number)), 3)
  expect(report.shadow.expectedDemand).toBeCloseTo(sum(priced.map(({ kept }) => kept[1] as number)), 3)
  expect(report.shadow.expectedDemand).toBeLessThan(report.live.expectedDemand)
  const cells = told.flatMap((publication) => publication.cells)
  const mean = sum(cells.map((it) => it.shadowPermille ?? 1_000)) / cells.length / 1_000
  expect(report.cells).toBe(cells.length)
  expect(report.shadow.multiplierMean).toBeCloseTo(mean, 3)
  expect(report.shadow.multiplierMax).toBe(Math.max(...cells.map((it) => it.shadowPermille ?? 0)) / 1_000)
  expect(report.shadow.raisedCells).toBeGreaterThan(0)

  // What was charged was the live set's alone.
  const alone = cells.map(({ multiplierPermille, inputs }) => multiplierPermille - inputs.previousPermille)
  expect(Math.max(...alone)).toBeLessThanOrEqual(BUILT_IN_PARAMETERS.stepMaxPermille)
})

test('expected demand is all of it at the price without surge, falls with the price, and is never negative', () => {
  const price = fc.integer({ min: 1, max: 1_000_000 })
  const elasticity = fc.double({ min: 0, max: 10, noNaN: true })
  fc.assert(
    fc.property(price, fc.nat(1_000_000), elasticity, (plain, more, answer) => {
      expect(keptDemand(plain, plain, answer)).toBe(1)
      const kept = keptDemand(plain + more, plain, answer)
      expect(kept).toBeLessThanOrEqual(1)
      expect(kept).toBeGreaterThanOrEqual(0)
      expect(keptDemand(plain + 2 * more, plain, answer)).toBeLessThanOrEqual(kept)
    }),
  )
})
