import { expect, test } from 'bun:test'
import { pathsOf } from './sparkline.tsx'

const points = (...values: [s: number, value: number][]) =>
  values.map(([s, value]) => ({ atMs: s * 1_000, value }))

test('the oldest point is at the left, the newest at the right, the highest at the top', () => {
  expect(pathsOf(points([0, 1], [25, 3], [50, 2], [75, 1])).line).toBe('M0 18L21.3 2L42.7 10L64 18')
})

test('what is young does not fill the width yet, and what never changes lies low', () => {
  expect(pathsOf(points([0, 5], [15, 5])).line).toBe('M48 18L64 18')
})

test('no line crosses a time that nobody watched', () => {
  const { line, area } = pathsOf(points([0, 1], [10, 2], [90, 1], [100, 2]))
  expect(line.match(/M/g)).toHaveLength(2)
  expect(area.match(/Z/g)).toHaveLength(2)
})

test('without a point there is nothing to draw', () => {
  expect(pathsOf([])).toEqual({ line: '', area: '' })
})
