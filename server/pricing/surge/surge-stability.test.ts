import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { randomFrom } from '../../testing/seeded-random.ts'
import { type Case, cases, PATCHES } from '../testing/arbitrary-surge.ts'
import { atRest, computeSurge, type SurgeState } from './compute-surge.ts'
import { layOutNeighbours } from './neighbour-lists.ts'
import { BUILT_IN_PARAMETERS } from './surge-parameters.ts'

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
console.log(`seed ${seed}`)
const RUNS = { numRuns: 40, seed }

const repeated = ({ rule, input }: Case, times: number): SurgeState[] => {
  const states: SurgeState[] = []
  let previous = input.previous
  for (let i = 0; i < times; i++) {
    previous = computeSurge(rule, { ...input, previous })
    states.push(previous)
  }
  return states
}

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
      RUNS,
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
      RUNS,
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
