import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { cellToChildren, gridDisk, gridDiskDistances, latLngToCell } from 'h3-js'
import { randomFrom } from '../../testing/seeded-random.ts'
import { atRest, computeSurge, type SurgeInput, type SurgeRule, type SurgeState } from './compute-surge.ts'
import { layOutNeighbours } from './neighbour-lists.ts'
import { BUILT_IN_PARAMETERS } from './surge-parameters.ts'

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
console.log(`seed ${seed}`)
const RUNS = { numRuns: 300, seed }

/** A patch of a city, one around a pentagon, and one with holes. */
const PATCHES = [
  gridDisk(latLngToCell(12.97, 77.59, 8), 3),
  gridDisk('8808000001fffff', 2),
  gridDisk(latLngToCell(40.7, -74, 8), 4).filter((_, i) => i % 3 !== 0),
]

const rules: fc.Arbitrary<SurgeRule> = fc
  .record({
    rings: fc.nat(3),
    ringShare: fc.double({ min: 0, max: 1, noNaN: true }),
    priorDemand: fc.double({ min: 0, max: 5, noNaN: true }),
    priorMore: fc.double({ min: 0.1, max: 5, noNaN: true }),
    permillePerDoubling: fc.double({ min: 0, max: 2_000, noNaN: true }),
    smoothing: fc.double({ min: 0.05, max: 1, noNaN: true }),
    capPermille: fc.integer({ min: 1_000, max: 4_000 }),
    stepMaxPermille: fc.integer({ min: 1, max: 1_000 }),
    hysteresisPermille: fc.nat(300),
  })
  .map(({ priorMore, ...rule }) => ({
    ...rule,
    priorSupply: rule.priorDemand + priorMore,
    hysteresisPermille: Math.min(rule.hysteresisPermille, rule.stepMaxPermille),
  }))

type Case = { cells: readonly string[]; rule: SurgeRule; input: SurgeInput; numbers: () => number }
/** Any rule over a patch, with amounts and a state before from the case's own numbers. */
const cases: fc.Arbitrary<Case> = fc
  .record({ cells: fc.constantFrom(...PATCHES), rule: rules, seed: fc.integer() })
  .map(({ cells, rule, seed }) => {
    const numbers = randomFrom(seed)
    const amounts = (max: number) => Float64Array.from(cells, () => Math.max(0, numbers() * 2 - 1) * max)
    const permille = () => 1_000 + numbers() * (rule.capPermille - 1_000)
    const previous: SurgeState = {
      smoothedPermille: Float64Array.from(cells, permille),
      publishedPermille: Int32Array.from(cells, permille),
    }
    const neighbours = layOutNeighbours(cells, rule.rings)
    return {
      cells,
      rule,
      numbers,
      input: { previous, demand: amounts(30), supply: amounts(20).map(Math.round), neighbours },
    }
  })

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

const repeated = ({ rule, input }: Case, times: number): SurgeState[] => {
  const states: SurgeState[] = []
  let previous = input.previous
  for (let i = 0; i < times; i++) {
    previous = computeSurge(rule, { ...input, previous })
    states.push(previous)
  }
  return states
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

describe('step after step', () => {
  /** Enough for the slowest smoothing to arrive, and the smallest step to cross the whole range. */
  const STEPS = 3_200

  test('constant input brings every cell to rest within the hysteresis of its target, or exactly home', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const states = repeated(given, STEPS)
        const [before, last] = states.slice(-2) as [SurgeState, SurgeState]
        expect(last.publishedPermille).toEqual(before.publishedPermille)
        const { targetPermille } = computeSurge(given.rule, given.input)
        for (const [i, published] of last.publishedPermille.entries()) {
          const target = targetPermille[i] as number
          if (target === 1_000) expect(published).toBe(1_000)
          else
            expect(Math.abs(published - target)).toBeLessThanOrEqual(
              Math.max(1, given.rule.hysteresisPermille),
            )
        }
      }),
      { ...RUNS, numRuns: 40 },
    )
  })

  test('without demand all is at rest again, to the last digit', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const demand = new Float64Array(given.cells.length)
        const last = repeated({ ...given, input: { ...given.input, demand } }, STEPS).at(-1) as SurgeState
        const rest = atRest(given.cells.length)
        expect(last.publishedPermille).toEqual(rest.publishedPermille)
        expect(last.smoothedPermille).toEqual(rest.smoothedPermille)
      }),
      { ...RUNS, numRuns: 40 },
    )
  })

  test('what wavers by less than the hysteresis moves no multiplier to and fro', () => {
    const cells = PATCHES[0] as string[]
    const rule = { ...BUILT_IN_PARAMETERS, hysteresisPermille: 60 }
    const neighbours = layOutNeighbours(cells, rule.rings)
    const supply = new Float64Array(cells.length)
    const numbers = randomFrom(seed)
    let previous: SurgeState = atRest(cells.length)
    const step = (demandOf: () => number) => {
      const demand = Float64Array.from(cells, demandOf)
      previous = computeSurge(rule, { previous, demand, supply, neighbours })
      return previous.publishedPermille
    }
    for (let i = 0; i < 100; i++) step(() => 3)
    const settled = step(() => 3)
    expect(Math.min(...settled)).toBeGreaterThan(1_000)
    // Demand of 3 ± 0.1 moves a target by less than ± 20. A cell may go once to where its noise is, and then stays.
    const moves = new Int32Array(cells.length)
    for (let i = 0, last = settled; i < 1_000; i++) {
      const now = step(() => 3 + (numbers() - 0.5) * 0.2)
      for (const [cell, published] of now.entries())
        if (published !== last[cell]) moves[cell] = (moves[cell] ?? 0) + 1
      last = now
    }
    expect(Math.max(...moves)).toBeLessThanOrEqual(1)
    for (let i = 0; i < 50; i++) step(() => 6)
    expect(Math.min(...step(() => 6))).toBeGreaterThan(Math.max(...settled))
  })

  test('a freeze holds what was published, and its end is followed by steps', () => {
    const cells = PATCHES[0] as string[]
    const rule = BUILT_IN_PARAMETERS
    const neighbours = layOutNeighbours(cells, rule.rings)
    const nobody = new Float64Array(cells.length)
    const input = { demand: nobody.map(() => 20), supply: nobody, neighbours }
    let state: SurgeState = atRest(cells.length)
    for (let i = 0; i < 30; i++) state = computeSurge(rule, { ...input, previous: state }, true)
    expect(Math.max(...state.publishedPermille)).toBe(1_000)
    state = computeSurge(rule, { ...input, previous: state })
    expect(Math.max(...state.publishedPermille)).toBe(1_000 + rule.stepMaxPermille)
  })
})

test('a market lays out all its cells, and the neighbours of each are mutual', () => {
  const cells = cellToChildren('8460145ffffffff', 8)
  const neighbours = layOutNeighbours(cells, 1)
  expect(cells).toHaveLength(2_401)
  for (let cell = 0; cell < cells.length; cell++) {
    const around = neighbours.subarray(cell * 7, cell * 7 + 7)
    expect(around[0]).toBe(cell)
    for (const neighbour of around.subarray(1).filter((place) => place >= 0))
      expect(neighbours.subarray(neighbour * 7 + 1, neighbour * 7 + 7)).toContain(cell)
  }
})
