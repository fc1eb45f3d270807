import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { asc, eq } from 'drizzle-orm'
import { outbox, surgeCells, surgePublications } from '../../../db/schema/index.ts'
import { systemContext } from '../../platform/context.ts'
import type { LoggedEvent } from '../../platform/event-log/port.ts'
import { createTestApp } from '../../testing/create-test-app.ts'
import { marketOf, surgeCellOf } from '../../tracking/geo.ts'
import { SurgeMarkets } from './market-surge.ts'
import { noteDemand } from './note-demand.ts'
import { publishSurge } from './publish-surge.ts'
import { removeOldPublications } from './remove-old-publications.ts'

const INTERVAL_MS = 10_000
const HOUR_MS = 3_600_000
const everything = { owns: () => true }

const t = await createTestApp({ hasWorkers: false, config: { accessTokenTtlS: 86_400 } })
afterAll(() => t.close())
const customers: string[] = []
for (let i = 0; i < 12; i++) customers.push((await t.signUp('customer')).token)
/** Each test has its own hour, in which nobody has asked yet. */
beforeEach(async () => {
  t.clock.offsetMs += HOUR_MS
  await t.deps.sql`delete from surge_cells`
})

const pickup = { lat: 12.97, lng: 77.59 }
const market = marketOf(pickup)
const cell = surgeCellOf(pickup)
const askForPrices = (more: object = {}) =>
  Promise.all(customers.map((as) => t.quote(as, { ...t.haul, ...more })))
/** A round of a worker, an interval after the one before. */
const round = (markets: SurgeMarkets, options: Parameters<typeof publishSurge>[2] = everything) => {
  t.clock.offsetMs += INTERVAL_MS
  return publishSurge(systemContext(t.deps, 'test'), markets, options)
}
const published = () => t.deps.db.select().from(surgePublications).orderBy(asc(surgePublications.publishedAt))
const latest = async () => (await published()).at(-1)
const raised = () => t.deps.db.select().from(surgeCells).where(eq(surgeCells.market, market))
const ofCell = async () => (await latest())?.cells.find((it) => it.cell === cell)

describe('demand', () => {
  test('without drivers raises its cell by steps, its neighbours less, and tells why', async () => {
    await askForPrices()
    const markets = new SurgeMarkets()
    let before = 1_000
    for (let i = 0; i < 4; i++) {
      await round(markets)
      const { multiplierPermille = 0, inputs } = (await ofCell()) ?? {}
      expect(inputs).toMatchObject({ supply: 0, previousPermille: before, parametersVersion: 0 })
      expect(inputs?.demand).toBeGreaterThan(10)
      expect(multiplierPermille - before).toBeGreaterThan(0)
      expect(multiplierPermille - before).toBeLessThanOrEqual(150)
      before = multiplierPermille
    }
    const rows = await raised()
    expect(rows.length).toBeGreaterThan(1)
    expect(Math.max(...rows.map((row) => row.multiplierPermille))).toBe(before)
    expect(rows.find((row) => row.cell === cell)?.multiplierPermille).toBe(before)
    const events = await t.deps.db.select().from(outbox).where(eq(outbox.type, 'surge.published'))
    const told = rows.map(({ cell, multiplierPermille }) => ({ cell, multiplierPermille }))
    const data = events.at(-1)?.data as { cells: { cell: string }[] }
    expect(events.at(-1)).toMatchObject({ topic: 'pricing.surge', key: market })
    expect(data.cells.toSorted((a, b) => a.cell.localeCompare(b.cell))).toEqual(
      told.toSorted((a, b) => a.cell.localeCompare(b.cell)),
    )
  })

  test('of hauls for later is none of now, by the table and by the log', async () => {
    await t.quote(customers[0] as string)
    await askForPrices({ scheduledFor: new Date(t.clock.now().getTime() + 2 * HOUR_MS).toISOString() })
    const markets = new SurgeMarkets()
    await round(markets)
    expect((await ofCell())?.inputs.demand).toBeLessThanOrEqual(1)
    const signals = await t.deps.db.select().from(outbox).where(eq(outbox.type, 'demand.quoted'))
    for (const signal of signals.slice(-customers.length)) {
      expect(signal.data).toMatchObject({ cell, scheduledFor: expect.any(String) })
      noteDemand(markets, { ...signal, occurredAt: t.clock.now().toISOString() } as unknown as LoggedEvent)
    }
    await round(markets)
    expect(await ofCell()).toMatchObject({ multiplierPermille: 1_000 })
    expect((await ofCell())?.inputs.demand).toBeLessThanOrEqual(1)
    expect(await raised()).toEqual([])
  })

  test('ends: prices come home to exactly 1, which is told, and then nothing is written', async () => {
    await askForPrices()
    const markets = new SurgeMarkets()
    for (let i = 0; i < 5; i++) await round(markets)
    expect((await raised()).length).toBeGreaterThan(0)
    for (let i = 0; i < 120 && (await latest())?.cells.length; i++) await round(markets)
    expect(await raised()).toEqual([])
    expect(await latest()).toMatchObject({ cells: [] })
    const count = (await published()).length
    for (let i = 0; i < 3; i++) await round(markets)
    expect(await published()).toHaveLength(count)
    expect(markets.get(market)).toBeUndefined()
  })

  test('told by the log and by the table counts once, and twice by the log as well', async () => {
    await askForPrices()
    const markets = new SurgeMarkets()
    await round(markets)
    const before = (await ofCell())?.inputs.demand as number
    const signals = await t.deps.db.select().from(outbox).where(eq(outbox.type, 'demand.quoted'))
    const asEvents = signals.map((row) => ({ ...row, occurredAt: row.occurredAt.toISOString() }))
    for (const event of [...asEvents, ...asEvents]) noteDemand(markets, event as unknown as LoggedEvent)
    await round(markets)
    const after = (await ofCell())?.inputs.demand as number
    expect(after).toBeLessThan(before)
    expect(after).toBeGreaterThan(before * 0.9)
  })
})

describe('a worker that starts', () => {
  test('goes on where another has left off, with the same demand', async () => {
    await askForPrices()
    const first = new SurgeMarkets()
    for (let i = 0; i < 3; i++) await round(first)
    const left = await ofCell()
    const second = new SurgeMarkets()
    await round(second)
    const went = await ofCell()
    expect(went?.inputs.previousPermille).toBe(left?.multiplierPermille as number)
    const nowMs = t.clock.now().getTime()
    const demandOf = (markets: SurgeMarkets) =>
      markets.get(market)?.window.weigh(nowMs, { windowS: 600, halfLifeS: 180 }, new Map([[cell, 0]]))[0]
    expect(demandOf(second)).toBeCloseTo(demandOf(first) as number, 3)
    expect(went?.inputs.smoothedPermille).toBeGreaterThan(left?.inputs.smoothedPermille as number)
  })

  test('begins at 1 where nothing was published for long, and quotes are not raised meanwhile', async () => {
    await askForPrices()
    const markets = new SurgeMarkets()
    for (let i = 0; i < 3; i++) await round(markets)
    t.clock.offsetMs += 130_000
    const answer = await t.request('POST', '/v1/quotes', { as: customers[0], body: t.haul })
    expect(answer.body.surge).toEqual({ multiplier: 1, cell })
    await round(new SurgeMarkets())
    expect((await ofCell())?.inputs.previousPermille).toBe(1_000)
  })

  test('leaves alone the markets that are not its own, and forgets those that no longer are', async () => {
    await askForPrices()
    const markets = new SurgeMarkets()
    const count = (await published()).length
    await round(markets, { owns: () => false })
    expect(await published()).toHaveLength(count)
    await round(markets)
    expect(markets.get(market)).toBeDefined()
    await round(markets, { owns: () => false })
    expect(markets.get(market)).toBeUndefined()
    expect(await published()).toHaveLength(count + 1)
  })
})

test('two that both own a market publish one line of publications, each from the one before it', async () => {
  await askForPrices()
  const from = t.clock.now()
  const [one, other] = [new SurgeMarkets(), new SurgeMarkets()]
  for (let i = 0; i < 6; i++) await Promise.all([round(one), round(other)])
  const line = (await published()).filter(({ publishedAt }) => publishedAt > from)
  expect(line.length).toBeGreaterThanOrEqual(6)
  let before = 1_000
  for (const { cells } of line) {
    const { multiplierPermille, inputs } = cells.find((it) => it.cell === cell) ?? {}
    expect(inputs?.previousPermille).toBe(before)
    before = multiplierPermille as number
  }
  const { values } = await t.deps.metrics.surgePublications.get()
  expect(values.find(({ labels }) => labels.outcome === 'overtaken')?.value).toBeGreaterThan(0)
})

test('publications are kept for their retention', async () => {
  await askForPrices()
  await round(new SurgeMarkets())
  const count = (await published()).length
  t.clock.offsetMs += t.deps.config.surgeRetentionDays * 24 * HOUR_MS - HOUR_MS / 2
  expect(await removeOldPublications(t.deps)).toBe(count - 1)
  t.clock.offsetMs += HOUR_MS
  expect(await removeOldPublications(t.deps)).toBe(1)
  expect(await published()).toEqual([])
})
