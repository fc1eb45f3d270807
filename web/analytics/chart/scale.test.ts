import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { axisValues, labelEvery } from './scale.ts'

test('an axis has few lines in equal round steps from 0, and ends close above the largest value', () => {
  expect(axisValues(7, 'count')).toEqual([0, 2, 4, 6, 8])
  expect(axisValues(1, 'count')).toEqual([0, 1])
  expect(axisValues(0.63, 'any')).toEqual([0, 0.2, 0.4, 0.6, 0.8])
  expect(axisValues(100, 'time')).toEqual([0, 30, 60, 90, 120])
  const kinds = fc.constantFrom('count', 'time', 'any' as const)
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), kinds, (max, kind) => {
      const values = axisValues(max, kind)
      expect(values[0]).toBe(0)
      expect(values.length).toBeLessThanOrEqual(6)
      expect(values.at(-1)).toBeGreaterThanOrEqual(max * (1 - 1e-9))
      if (kind !== 'count' || max > 1) expect(values.at(-2)).toBeLessThan(max)
    }),
  )
})

test('labels leave out as many places as do not fit', () => {
  expect([labelEvery(24, 8), labelEvery(5, 8), labelEvery(53, 6), labelEvery(3, 0)]).toEqual([3, 1, 9, 3])
})
