import fc from 'fast-check'
import { gridDisk, latLngToCell } from 'h3-js'
import { randomFrom } from '../../testing/seeded-random.ts'
import type { SurgeInput, SurgeRule, SurgeState } from '../surge/compute-surge.ts'
import { layOutNeighbours } from '../surge/neighbour-lists.ts'

/** A patch of a city, one around a pentagon, and one with holes. */
export const PATCHES = [
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

export type Case = { cells: readonly string[]; rule: SurgeRule; input: SurgeInput; numbers: () => number }
/** Any rule over a patch, with amounts and a state before from the case's own numbers. */
export const cases: fc.Arbitrary<Case> = fc
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
