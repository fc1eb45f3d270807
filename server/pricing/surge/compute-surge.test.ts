import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { gridDiskDistances } from 'h3-js'
import { type Case, cases } from '../testing/arbitrary-surge.ts'
import { computeSurge } from './compute-surge.ts'
import { layOutNeighbours } from './neighbour-lists.ts'

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
console.log(`seed ${seed}`)
const RUNS = { numRuns: 300, seed }

/** The rule once more, cell by cell, over names and maps. */
function plainly({ cells, rule, input }: Case, isFrozen = false): { published: number; smoothed: number }[] {
  const at = (amounts: Float64Array) => new Map(cells.map((cell, i) => [cell, amounts[i] as number]))
  const [demand, supply] = [at(input.demand), at(input.supply)]
  return cells.map((cell, i) => {
    const near = (amounts: Map<string, number>) =>
      gridDiskDistances(cell, rule.rings)
        .map((ring) => ring.reduce((sum, each) => sum + (amounts.get(each) ?? 0), 0))
        .reduceRight((sum, ofRing) => ofRing + rule.ringShare * sum, 0)
    const ratio = (near(demand) + rule.priorDemand) / (near(supply) + rule.priorSupply)
    const target = Math.min(
      rule.capPermille,
      1_000 + rule.permillePerDoubling * Math.max(0, Math.log2(ratio)),
    )
    const before = Math.min(rule.capPermille, input.previous.smoothedPermille[i] as number)
    const moved = (1 - rule.smoothing) * before + rule.smoothing * target
    const smoothed = target === 1_000 && moved < 1_000.5 ? 1_000 : moved
    const held = input.previous.publishedPermille[i] as number
    const wanted = Math.round(smoothed)
    const isIgnored = wanted !== 1_000 && Math.abs(wanted - held) < rule.hysteresisPermille
    const stepped = Math.max(held - rule.stepMaxPermille, Math.min(held + rule.stepMaxPermille, wanted))
    const published = isFrozen ? held : Math.min(rule.capPermille, isIgnored ? held : stepped)
    return { published, smoothed }
  })
}

describe('a step of surge', () => {
  test('is what the rule says, cell by cell, frozen or not', () => {
    fc.assert(
      fc.property(cases, fc.boolean(), (given, isFrozen) => {
        const step = computeSurge(given.rule, given.input, isFrozen)
        for (const [i, { published, smoothed }] of plainly(given, isFrozen).entries()) {
          expect(step.smoothedPermille[i]).toBeCloseTo(smoothed, 6)
          // Sums in another order may differ in their last digit, which can decide a rounding.
          const isAtEdge = Math.abs((smoothed % 1) - 0.5) < 1e-6
          if (!isAtEdge) expect(step.publishedPermille[i]).toBe(published)
        }
      }),
      RUNS,
    )
  })

  test('stays between 1 and the cap, and within the largest step', () => {
    fc.assert(
      fc.property(cases, ({ rule, input }) => {
        const { publishedPermille, smoothedPermille } = computeSurge(rule, input)
        for (const [i, published] of publishedPermille.entries()) {
          expect(published).toBeGreaterThanOrEqual(1_000)
          expect(published).toBeLessThanOrEqual(rule.capPermille)
          expect(smoothedPermille[i]).toBeGreaterThanOrEqual(1_000)
          const step = published - (input.previous.publishedPermille[i] as number)
          expect(Math.abs(step)).toBeLessThanOrEqual(rule.stepMaxPermille)
        }
      }),
      RUNS,
    )
  })

  test('comes below a cap that was lowered at once', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1_000, max: 4_000 }), ({ rule, input }, capPermille) => {
        const { publishedPermille } = computeSurge({ ...rule, capPermille }, input)
        expect(Math.max(...publishedPermille)).toBeLessThanOrEqual(capPermille)
      }),
      RUNS,
    )
  })

  test('falls nowhere when demand grows somewhere, and rises nowhere when supply does', () => {
    fc.assert(
      fc.property(cases, ({ rule, input, numbers }) => {
        const more = (amounts: Float64Array) => amounts.map((each) => each + Math.floor(numbers() * 3))
        const now = computeSurge(rule, input)
        const wanted = computeSurge(rule, { ...input, demand: more(input.demand) })
        const served = computeSurge(rule, { ...input, supply: more(input.supply) })
        for (const [i, published] of now.publishedPermille.entries()) {
          expect(wanted.publishedPermille[i]).toBeGreaterThanOrEqual(published)
          expect(served.publishedPermille[i]).toBeLessThanOrEqual(published)
        }
      }),
      RUNS,
    )
  })

  test('is the same for every cell, in whatever order the cells come', () => {
    fc.assert(
      fc.property(cases, ({ cells, rule, input, numbers }) => {
        const order = cells.map((_, i) => ({ i, key: numbers() })).sort((a, b) => a.key - b.key)
        const places = order.map(({ i }) => i)
        const floats = (from: Float64Array) => Float64Array.from(places, (i) => from[i] as number)
        const mixed = computeSurge(rule, {
          demand: floats(input.demand),
          supply: floats(input.supply),
          neighbours: layOutNeighbours(
            places.map((i) => cells[i] as string),
            rule.rings,
          ),
          previous: {
            smoothedPermille: floats(input.previous.smoothedPermille),
            publishedPermille: Int32Array.from(places, (i) => input.previous.publishedPermille[i] as number),
          },
        })
        const plain = computeSurge(rule, input)
        expect(mixed.smoothedPermille).toEqual(floats(plain.smoothedPermille))
        expect([...mixed.publishedPermille]).toEqual(places.map((i) => plain.publishedPermille[i] as number))
      }),
      RUNS,
    )
  })

  test('changes none of what it was given', () => {
    fc.assert(
      fc.property(cases, ({ rule, input }) => {
        const before = structuredClone(input)
        computeSurge(rule, input)
        expect(input).toEqual(before)
      }),
      { ...RUNS, numRuns: 50 },
    )
  })
})
