import { expect, test } from 'bun:test'
import { chartOf, type Sample } from './cell-course.ts'
import { compareShadow, heldCells, type SurgeCell, weightOf } from './surge-terms.ts'

const MARKET = '8461893ffffffff'
const cellOf = (cell: string, multiplier: number, shadowMultiplier: number | null): SurgeCell => ({
  cell,
  multiplier,
  shadowMultiplier,
  inputs: {
    ...{ demand: 1, supply: 1, demandNear: 1, supplyNear: 1, ratio: 1 },
    ...{ target: 1, smoothed: 1, previous: 1, decidedBy: 'demand', parametersVersion: 0 },
  },
})

test("under an override the market's own cell holds for all", () => {
  const cells = [cellOf('a', 1.2, null), cellOf('b', 1.3, null)]
  expect(heldCells(cells, MARKET)).toEqual(cells)
  const whole = cellOf(MARKET, 2, null)
  expect(heldCells([whole, ...cells], MARKET)).toEqual([whole])
})

test('the shadow set is compared cell by cell, without what it does not tell of', () => {
  const cells = [cellOf(MARKET, 2, 1), cellOf('a', 1.2, 1.3), cellOf('b', 1.5, 1.1), cellOf('c', 1.1, null)]
  const { differences, higher, lower, mean } = compareShadow(cells, MARKET)
  expect(differences.map(({ difference }) => difference)).toEqual([0.1, -0.4])
  expect({ higher, lower }).toEqual({ higher: 1, lower: 1 })
  expect(mean).toBeCloseTo(-0.15, 6)
})

test('a cell is painted in full at the cap and not at all at rest', () => {
  expect([1, 1.5, 2, 3].map((multiplier) => weightOf(multiplier, 2))).toEqual([0, 0.5, 1, 1])
})

test('the course of a cell holds between publications, and breaks where there were none for long', () => {
  const at = (atMs: number, multiplier: number): Sample => ({
    ...{ atMs, multiplier, target: 1, demand: 0, supply: 0 },
  })
  const path = chartOf([at(0, 1), at(60_000, 2), at(500_000, 1)], {
    ...{ fromMs: 0, toMs: 1_000_000, low: 1, high: 2, width: 100, height: 10 },
    value: ({ multiplier }) => multiplier,
  })
  expect(path).toBe('M0.0 10.0H6.0V0.0H18.0M50.0 10.0H62.0')
})
