import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { durationOf, mendOrder, nearestNext, type TravelMatrix } from './mend-order.ts'
import { orderStops } from './order-stops.ts'

/** Ways there and back differ, and none of them need be sensible: what roads may be like, and worse. */
const matrixOf = (stopsMax: number) =>
  fc.integer({ min: 0, max: stopsMax }).chain((stops) => {
    const seconds = fc.integer({ min: 0, max: 200 })
    const row = fc.array(seconds, { minLength: stops + 2, maxLength: stops + 2 })
    return fc.array(row, { minLength: stops + 2, maxLength: stops + 2 })
  })
const given = (matrix: TravelMatrix) => Array.from({ length: matrix.length - 2 }, (_, stop) => stop)

function leastByTryingAll(matrix: TravelMatrix, behind: number[], ahead: readonly number[]): number {
  if (ahead.length === 0) return durationOf(matrix, behind)
  return Math.min(
    ...ahead.map((stop) =>
      leastByTryingAll(
        matrix,
        [...behind, stop],
        ahead.filter((other) => other !== stop),
      ),
    ),
  )
}

describe('the best order of stops', () => {
  test('takes as little as any order of up to seven', () => {
    fc.assert(
      fc.property(matrixOf(7), (matrix) => {
        const order = orderStops(matrix)
        expect(durationOf(matrix, order)).toBe(leastByTryingAll(matrix, [], given(matrix)))
      }),
      { numRuns: 150 },
    )
  })

  test('has every stop once and takes no longer than the given one, nor than others that are good, up to fifteen', () => {
    fc.assert(
      fc.property(matrixOf(15), (matrix) => {
        const order = orderStops(matrix)
        expect(order.toSorted((a, b) => a - b)).toEqual(given(matrix))
        const others = [given(matrix), nearestNext(matrix)]
        for (const other of [...others, ...others.map((each) => mendOrder(matrix, each))]) {
          expect(other.toSorted((a, b) => a - b)).toEqual(given(matrix))
          expect(durationOf(matrix, order)).toBeLessThanOrEqual(durationOf(matrix, other))
        }
      }),
      { numRuns: 60 },
    )
  })

  test('is the one of fifteen places along a road, however they are given', () => {
    const along = fc.shuffledSubarray(
      Array.from({ length: 15 }, (_, i) => (i + 1) * 100),
      { minLength: 15, maxLength: 15 },
    )
    fc.assert(
      fc.property(along, (places) => {
        const all = [0, ...places, 1_600]
        const matrix = all.map((from) => all.map((to) => Math.abs(from - to)))
        expect(orderStops(matrix).map((stop) => places[stop])).toEqual(places.toSorted((a, b) => a! - b!))
      }),
      { numRuns: 20 },
    )
  })

  test('is the given one where none takes less', () => {
    const everywhere = Array.from({ length: 12 }, () => Array.from({ length: 12 }, () => 60))
    expect(orderStops(everywhere)).toEqual(given(everywhere))
  })
})
