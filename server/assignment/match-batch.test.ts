import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { type Edge, matchBatch } from './match-batch.ts'

/** Tries everything: the least total cost, a booking without a driver costing `unmatchedS`. */
function exhaustive(edges: Edge[], bookings: string[], unmatchedS: number, used = new Set<string>()): number {
  const [first, ...rest] = bookings
  if (!first) return 0
  let best = unmatchedS + exhaustive(edges, rest, unmatchedS, used)
  for (const edge of edges) {
    if (edge.bookingId !== first || used.has(edge.driverId)) continue
    best = Math.min(best, edge.costS + exhaustive(edges, rest, unmatchedS, new Set([...used, edge.driverId])))
  }
  return best
}

const edgesArbitrary = fc
  .uniqueArray(fc.record({ b: fc.nat(4), d: fc.nat(5), costS: fc.integer({ min: -50, max: 900 }) }), {
    selector: ({ b, d }) => `${b}-${d}`,
    maxLength: 22,
  })
  .map((rows) => rows.map(({ b, d, costS }) => ({ bookingId: `b${b}`, driverId: `d${d}`, costS })))

describe('matching a batch', () => {
  test('costs as little as any assignment can, bookings left out included', () => {
    fc.assert(
      fc.property(edgesArbitrary, fc.integer({ min: 0, max: 1_500 }), (edges, unmatchedS) => {
        const bookings = [...new Set(edges.map((edge) => edge.bookingId))]
        const { matches: pairs } = matchBatch(
          edges,
          new Map(bookings.map((bookingId) => [bookingId, unmatchedS])),
        )
        const costS = pairs.reduce((sum, pair) => sum + pair.costS, 0)
        expect(new Set(pairs.map((pair) => pair.bookingId)).size).toBe(pairs.length)
        expect(new Set(pairs.map((pair) => pair.driverId)).size).toBe(pairs.length)
        expect(costS + (bookings.length - pairs.length) * unmatchedS).toBe(
          exhaustive(edges, bookings, unmatchedS),
        )
      }),
      { numRuns: 2_000 },
    )
  })

  test('takes the detour that frees the only driver of another booking', () => {
    const edges = [
      { bookingId: 'a', driverId: 'near', costS: 10 },
      { bookingId: 'a', driverId: 'far', costS: 100 },
      { bookingId: 'b', driverId: 'near', costS: 50 },
    ]
    expect(
      matchBatch(
        edges,
        new Map([
          ['a', 1_000],
          ['b', 1_000],
        ]),
      )
        .matches.map(({ bookingId, driverId }) => `${bookingId}:${driverId}`)
        .sort(),
    ).toEqual(['a:far', 'b:near'])
  })
})
