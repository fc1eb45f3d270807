import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { type BatchRow, matchBatch } from './match-batch.ts'

/** Tries everything: the least total cost, a booking without a driver costing its own price. */
function exhaustive(rows: readonly BatchRow[], used: ReadonlySet<string> = new Set()): number {
  const [first, ...rest] = rows
  if (!first) return 0
  let best = first.unmatchedCostS + exhaustive(rest, used)
  for (const { driverId, costS } of first.candidates) {
    if (costS === undefined || used.has(driverId)) continue
    best = Math.min(best, costS + exhaustive(rest, new Set([...used, driverId])))
  }
  return best
}

/** What whoever is chosen costs; a choice that is no candidate costs NaN. */
const costOf = (rows: readonly BatchRow[], chosen: readonly (string | null)[]) =>
  rows.reduce((sum, { candidates, unmatchedCostS }, i) => {
    const id = chosen[i]
    if (id === null) return sum + unmatchedCostS
    return sum + (candidates.find(({ driverId }) => driverId === id)?.costS ?? Number.NaN)
  }, 0)

const candidate = fc.record({
  driverId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  // One in eight is there only to be told of: a gate kept them out.
  costS: fc.option(fc.integer({ min: -50, max: 900 }), { freq: 8, nil: undefined }),
})
const row: fc.Arbitrary<BatchRow> = fc.record({
  candidates: fc
    .uniqueArray(candidate, { selector: ({ driverId }) => driverId })
    .map((all) =>
      all.map(({ driverId, costS }) => (costS === undefined ? { driverId } : { driverId, costS })),
    ),
  unmatchedCostS: fc.integer({ min: 0, max: 1_500 }),
})
const batch = fc.array(row, { maxLength: 5 })
const drivers = (chosen: readonly (string | null)[]) => chosen.filter((id) => id !== null)

describe('matching a batch', () => {
  test('costs as little as any assignment can, bookings left out included', () => {
    fc.assert(
      fc.property(batch, (rows) => {
        const { choices, driverCount } = matchBatch(rows)
        const chosen = choices.map(({ driverId }) => driverId)
        expect(new Set(drivers(chosen)).size).toBe(drivers(chosen).length)
        expect(costOf(rows, chosen)).toBe(exhaustive(rows))
        const free = rows.flatMap(({ candidates }) => candidates.filter(({ costS }) => costS !== undefined))
        expect(driverCount).toBe(new Set(free.map(({ driverId }) => driverId)).size)
      }),
      { numRuns: 2_000 },
    )
  })

  test('tells whom a greedy match would have taken: the cheapest left, in order, if cheaper than nobody', () => {
    fc.assert(
      fc.property(batch, (rows) => {
        const greedy = matchBatch(rows).choices.map(({ greedyDriverId }) => greedyDriverId)
        const taken = new Set<string>()
        for (const [i, { candidates, unmatchedCostS }] of rows.entries()) {
          const costs = candidates.map(({ driverId, costS }) =>
            taken.has(driverId) ? unmatchedCostS : (costS ?? unmatchedCostS),
          )
          expect(costOf([rows[i] as BatchRow], [greedy[i] as string | null])).toBe(
            Math.min(unmatchedCostS, ...costs),
          )
          if (greedy[i]) taken.add(greedy[i])
        }
        expect(taken.size).toBe(drivers(greedy).length)
        expect(costOf(rows, greedy)).toBeGreaterThanOrEqual(exhaustive(rows))
      }),
      { numRuns: 2_000 },
    )
  })

  test('takes the detour that frees the only driver of another booking, where greed would not', () => {
    const rows = [
      {
        candidates: [
          { driverId: 'near', costS: 10 },
          { driverId: 'far', costS: 100 },
        ],
        unmatchedCostS: 1_000,
      },
      { candidates: [{ driverId: 'near', costS: 50 }], unmatchedCostS: 1_000 },
    ]
    expect(matchBatch(rows).choices).toEqual([
      { driverId: 'far', greedyDriverId: 'near', isGreedy: false },
      { driverId: 'near', greedyDriverId: null, isGreedy: false },
    ])
  })

  test('once time is over says which bookings were matched greedily', () => {
    const candidates = ['a', 'b'].map((driverId) => ({ driverId, costS: 10 }))
    const rows = [1, 2, 3].map(() => ({ candidates, unmatchedCostS: 1_000 }))
    const late = matchBatch(rows, () => true).choices
    expect(late.some(({ isGreedy }) => isGreedy)).toBe(true)
    expect(drivers(late.map(({ driverId }) => driverId)).sort()).toEqual(['a', 'b'])
    expect(matchBatch(rows).choices.every(({ isGreedy }) => !isGreedy)).toBe(true)
  })
})
