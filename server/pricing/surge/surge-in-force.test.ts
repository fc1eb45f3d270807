import { afterAll, describe, expect, test } from 'bun:test'
import { asc } from 'drizzle-orm'
import { surgePublications } from '../../../db/schema/index.ts'
import { systemContext } from '../../platform/context.ts'
import { createTestApp } from '../../testing/create-test-app.ts'
import { surgeCellOf } from '../../tracking/geo.ts'
import { SurgeMarkets } from './market-surge.ts'
import { publishSurge } from './publish-surge.ts'
import { BUILT_IN_PARAMETERS, SURGE_HOLDS_MS } from './surge-parameters.ts'

const t = await createTestApp({ hasWorkers: false })
afterAll(() => t.close())
const operator = await t.signIn('operator@hexhaul.test')
const customers: string[] = []
for (let i = 0; i < 12; i++) customers.push((await t.signUp('customer')).token)

const DEMO_MARKET = '8461893ffffffff'
const cell = surgeCellOf(t.haul.pickup)
const post = (path: string, body: object) =>
  t.request('POST', `/v1/admin/surge${path}`, { as: operator, body })
const round = (markets: SurgeMarkets) => {
  t.clock.offsetMs += 10_000
  return publishSurge(systemContext(t.deps, 'test'), markets, { owns: () => true })
}
const quotedFrom = async (pickup: object) => {
  const body = { ...t.haul, pickup }
  return (await t.request('POST', '/v1/quotes', { as: customers[0], body })).body.surge
}
const quoted = () => quotedFrom(t.haul.pickup)

type Shown = { cell: string; inputs: Record<string, number> }
/** Each step once more, from the sums that were told and from what was told before. */
function expectReplay(publications: { cells: Shown[] }[]): void {
  const { priorDemand, priorSupply, permillePerDoubling } = BUILT_IN_PARAMETERS
  const smoothed = new Map<string, number>()
  for (const { cells } of publications)
    for (const { cell, inputs } of cells.filter((it) => it.cell !== DEMO_MARKET)) {
      const { demandNear = 0, supplyNear = 0, ratio = 0, target = 0 } = inputs
      expect(ratio).toBeCloseTo((demandNear + priorDemand) / (supplyNear + priorSupply), 2)
      expect(target).toBeCloseTo(1 + (permillePerDoubling / 1_000) * Math.max(0, Math.log2(ratio)), 2)
      const before = smoothed.get(cell) ?? 1
      expect(inputs.smoothed).toBeCloseTo(before + 0.8 * (target - before), 2)
      smoothed.set(cell, inputs.smoothed as number)
    }
  expect(smoothed.size).toBeGreaterThan(1)
}

describe('what is published', () => {
  const markets = new SurgeMarkets()

  test('goes by the version in force, and says so in the quote', async () => {
    const parameters = { ...BUILT_IN_PARAMETERS, stepMaxPermille: 90, smoothing: 0.8 }
    await post('/parameters', { market: DEMO_MARKET, version: 0, parameters })
    await Promise.all(customers.map((as) => t.quote(as)))
    await round(markets)
    const surge = await quoted()
    expect(surge).toMatchObject({
      multiplier: 1.09,
      cell,
      inputs: { supply: 0, previous: 1, decidedBy: 'step', parametersVersion: 1 },
    })
    expect(surge.explanation).toMatch(
      /^Nearby, demand counts 1[12]\.\d and free drivers 0\.0\. It changes step/,
    )
    const { cells, publishedAt, live } = (
      await t.request('GET', `/v1/admin/surge?market=${DEMO_MARKET}`, { as: operator })
    ).body
    expect(live.version).toBe(1)
    expect(t.clock.now().getTime() - Date.parse(publishedAt)).toBeLessThan(10_000)
    const shown = cells.find((it: { cell: string }) => it.cell === cell)
    expect({ multiplier: shown.multiplier, inputs: shown.inputs }).toEqual({
      multiplier: 1.09,
      inputs: surge.inputs,
    })
  })

  test('is booked and signed with its inputs', async () => {
    const customer = customers[1] as string
    expect((await t.book(customer, await t.quote(customer))).status).toBe(201)
  })

  test('stays as it is while frozen, then goes on by steps', async () => {
    const { body: freeze } = await post('/controls', { market: DEMO_MARKET, kind: 'freeze', reason: 'Calm' })
    for (let i = 0; i < 3; i++) await round(markets)
    const held = await quoted()
    expect(held).toMatchObject({ multiplier: 1.09, inputs: { decidedBy: 'freeze' } })
    expect(held.inputs.target).toBeGreaterThan(1.2)
    await post(`/controls/${freeze.id}/end`, {})
    await round(markets)
    expect((await quoted()).multiplier).toBe(1.18)
  })

  test('is one multiplier for the whole market under an override, and what it was beneath after it', async () => {
    const elsewhere = { lat: 13, lng: 77.65 }
    const override = { market: DEMO_MARKET, kind: 'override', multiplier: 2, reason: 'Flood' }
    const { body: control } = await post('/controls', override)
    await round(markets)
    for (const surge of [await quoted(), await quotedFrom(elsewhere)])
      expect(surge).toMatchObject({
        multiplier: 2,
        explanation: 'Set by an operator for the whole market.',
        inputs: { decidedBy: 'override' },
      })
    const { surge } = (await t.request('GET', '/v1/ops/snapshot', { as: operator })).body
    expect(surge).toEqual([{ cell: DEMO_MARKET, multiplier: 2 }])
    await post(`/controls/${control.id}/end`, {})
    await round(markets)
    expect((await quotedFrom(elsewhere)).multiplier).toBe(1)
    expect((await quoted()).multiplier).toBeCloseTo(1.36, 5)
  })

  test('can be looked up by period, by cell and page by page', async () => {
    const all = await t.deps.db.select().from(surgePublications).orderBy(asc(surgePublications.publishedAt))
    const [from, to] = [all[0]?.publishedAt, t.clock.now()].map((at) => at?.toISOString())
    const page = async (more: string) => {
      const path = `/v1/admin/surge/history?market=${DEMO_MARKET}&from=${from}&to=${to}${more}`
      return (await t.request('GET', path, { as: operator })).body
    }
    const whole = await page('')
    expect(whole.items.map(({ id }: { id: string }) => id)).toEqual(all.map(({ id }) => id))
    expect(whole.nextCursor).toBeNull()
    expectReplay(whole.items)
    const paged: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { items, nextCursor } = await page(`&limit=2&cell=${cell}${cursor && `&cursor=${cursor}`}`)
      for (const item of items) {
        const others = item.cells.filter((it: { cell: string }) => ![cell, DEMO_MARKET].includes(it.cell))
        expect(others).toEqual([])
        paged.push(item.id)
      }
      cursor = nextCursor
    }
    expect(paged).toEqual(all.map(({ id }) => id))
    expect((await page('').then(({ items }) => items)).at(-2).cells[0]).toMatchObject({
      cell: DEMO_MARKET,
      multiplier: 2,
    })
    const empty = `/v1/admin/surge/history?market=${DEMO_MARKET}&from=${to}&to=${from}`
    expect((await t.request('GET', empty, { as: operator })).body.code).toBe('period_invalid')
  })

  test('can be looked up by the moment, for as long as it held', async () => {
    const all = await t.deps.db.select().from(surgePublications).orderBy(asc(surgePublications.publishedAt))
    const heldAt = async (ms: number) => {
      const at = new Date(ms).toISOString()
      const path = `/v1/admin/surge/publication?market=${DEMO_MARKET}&at=${at}`
      return (await t.request('GET', path, { as: operator })).body.publication?.id ?? null
    }
    const times = all.map(({ publishedAt }) => publishedAt.getTime())
    const [first = 0, second = 0] = times
    const last = times.at(-1) ?? 0
    expect(await heldAt(first)).toBe(all[0]?.id as string)
    expect(await heldAt(second - 1)).toBe(all[0]?.id as string)
    expect(await heldAt(last + SURGE_HOLDS_MS - 1)).toBe(all.at(-1)?.id as string)
    expect(await heldAt(last + SURGE_HOLDS_MS)).toBeNull()
    expect(await heldAt(first - 1)).toBeNull()
  })
})
