import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { duration, relativeTime } from './format.ts'

describe('a length of time', () => {
  test.each([
    [0, '0 s'],
    [59.6, '1 min'],
    [200, '3 min 20 s'],
    [600, '10 min'],
    [3_569, '59 min'],
    [3_599, '1 h'],
    [7_199, '2 h'],
    [7_500, '2 h 5 min'],
    [86_399, '1 d'],
    [4 * 86_400, '4 d'],
  ])('of %d s is %s', (seconds, text) => expect(duration(seconds)).toBe(text))

  test('never names more of a unit than its next larger one holds, and is right to its smallest unit', () => {
    const unitS: Record<string, number> = { s: 1, min: 60, h: 3_600, d: 86_400 }
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400_000 }), (seconds) => {
        const parts = [...duration(seconds).matchAll(/(\d+) (\w+)/g)].map(([, count, unit]) => ({
          count: Number(count),
          unitS: unitS[unit as string] as number,
        }))
        for (const { count, unitS } of parts) if (unitS < 3_600) expect(count).toBeLessThan(60)
        const toldS = parts.reduce((sum, { count, unitS }) => sum + count * unitS, 0)
        expect(Math.abs(toldS - seconds)).toBeLessThanOrEqual((parts.at(-1)?.unitS ?? 0) / 2)
      }),
    )
  })
})

test('a moment is told in its largest unit, behind or ahead', () => {
  const nowMs = Date.parse('2026-11-24T12:00:00Z')
  const at = (seconds: number) => relativeTime(new Date(nowMs + seconds * 1_000).toISOString(), nowMs)
  expect([0, -59, -60, -7_199, 86_400].map(at)).toEqual(['now', '59 s ago', '1 min ago', '1 h ago', 'in 1 d'])
})
