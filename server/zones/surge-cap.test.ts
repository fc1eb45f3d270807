import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { cellToBoundary, gridDisk, latLngToCell } from 'h3-js'
import { SURGE_DECIDERS } from '../../db/schema/surge.ts'
import { systemContext } from '../platform/context.ts'
import { computeSurge } from '../pricing/surge/compute-surge.ts'
import { SurgeMarkets } from '../pricing/surge/market-surge.ts'
import { surgeCellsOf } from '../pricing/surge/neighbour-lists.ts'
import { publishSurge } from '../pricing/surge/publish-surge.ts'
import { cases } from '../pricing/testing/arbitrary-surge.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { randomFrom } from '../testing/seeded-random.ts'
import { marketOf, surgeCellOf } from '../tracking/geo.ts'
import { capCells } from './cap-cells.ts'
import { ZoneShape } from './shape/zone-shape.ts'
import { square } from './testing/draw-zones.ts'

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
console.log(`seed ${seed}`)

test('no step of surge is above the cap of a zone, whatever was published and frozen, nor changed where there is none', () => {
  const caps = fc.array(fc.option(fc.integer({ min: 1_000, max: 3_000 })), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(cases, caps, fc.boolean(), ({ rule, input }, drawn, isFrozen) => {
      const capOf = (i: number) => drawn[i % drawn.length] ?? 2 ** 31 - 1
      const zoneCapsPermille = Int32Array.from(input.demand, (_, i) => capOf(i))
      const free = computeSurge(rule, input, isFrozen)
      const capped = computeSurge(rule, { ...input, zoneCapsPermille }, isFrozen)
      for (const [i, published] of capped.publishedPermille.entries()) {
        expect(published).toBeLessThanOrEqual(capOf(i))
        if (capOf(i) >= 4_000) {
          expect(published).toBe(free.publishedPermille[i]!)
          expect(capped.decidedBy[i]).toBe(free.decidedBy[i]!)
        }
        if (!isFrozen || input.previous.publishedPermille[i]! <= capOf(i)) continue
        expect(published).toBe(capOf(i))
        expect(SURGE_DECIDERS[capped.decidedBy[i]!]).toBe('zone_cap')
      }
    }),
    { numRuns: 200, seed },
  )
})

test('the cell of every pickup in a zone is capped, at the border of a market too, and no cell far from it', () => {
  const numbers = randomFrom(seed)
  const market = marketOf({ lat: 12.97, lng: 77.59 })
  const cells = surgeCellsOf(market)
  const places = [{ lat: 12.97, lng: 77.59 }, ...cellToBoundary(market).map(([lat, lng]) => ({ lat, lng }))]
  for (const { lat, lng } of places) {
    const shape = new ZoneShape(square(lat, lng, 1_500))
    const caps = capCells([{ shape, capPermille: 1_200 }], cells)!
    const capped = new Set(cells.filter((_, place) => caps[place] === 1_200))
    for (let i = 0; i < 300; i++) {
      const { south, north, west, east } = shape.box
      const pickup = { lat: south + numbers() * (north - south), lng: west + numbers() * (east - west) }
      if (marketOf(pickup) === market) expect(capped).toContain(surgeCellOf(pickup))
    }
    const near = new Set(gridDisk(latLngToCell(lat, lng, 8), 6))
    expect([...capped].filter((cell) => !near.has(cell))).toEqual([])
  }
})

describe('a drawn surge cap', () => {
  test('holds what is published at once, says so, and lets go when it ends; an override stands above it', async () => {
    const t = await createTestApp({ hasWorkers: false })
    await using closing = new AsyncDisposableStack()
    closing.defer(() => t.close())
    const operator = await t.signIn('operator@hexhaul.test')
    const customers: string[] = []
    for (let i = 0; i < 12; i++) customers.push((await t.signUp('customer')).token)
    const market = marketOf(t.haul.pickup)
    const markets = new SurgeMarkets()
    const round = () => {
      t.clock.offsetMs += 10_000
      return publishSurge(systemContext(t.deps, 'test'), markets, { owns: () => true })
    }
    const quoted = async () =>
      (await t.request('POST', '/v1/quotes', { as: customers[0]!, body: t.haul })).body.surge
    const rise = async () => {
      await Promise.all(customers.map((as) => t.quote(as)))
      for (let i = 0; i < 6; i++) await round()
    }
    await rise()
    const free = (await quoted()).multiplier
    expect(free).toBeGreaterThan(1.2)
    const { lat, lng } = t.haul.pickup
    const body = {
      kind: 'surge_cap',
      name: 'Hospital',
      geometry: square(lat, lng, 200),
      settings: { cap: 1.1 },
    }
    const zone = (await t.request('POST', '/v1/admin/zones', { as: t.admin, body })).body
    await round()
    const held = await quoted()
    expect(held).toMatchObject({
      multiplier: 1.1,
      inputs: { decidedBy: 'zone_cap', zoneCap: 1.1, previous: free },
    })
    expect(held.explanation).toEndWith('A zone here lets it go no higher.')
    const steer = (path: string, control: object) =>
      t.request('POST', `/v1/admin/surge/controls${path}`, { as: operator, body: control })
    const override = { market, kind: 'override', multiplier: 2, reason: 'a test' }
    const { id } = (await steer('', override)).body
    await round()
    expect((await quoted()).multiplier).toBe(2)
    await steer(`/${id}/end`, {})
    await round()
    expect((await quoted()).multiplier).toBe(1.1)
    await t.request('POST', `/v1/admin/zones/${zone.id}/remove`, { as: t.admin, body: {} })
    await rise()
    expect((await quoted()).multiplier).toBeGreaterThan(1.1)
  }, 30_000)
})
