import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { RETRY_MAX_MS, retryDelayMs } from './retry-delay.ts'

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

test('an event that has not failed waits for nothing', () => {
  expect(retryDelayMs(0, 0.9)).toBe(0)
})

test('each failure doubles the wait, within its ceiling, and chance takes at most half', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), chance, (attempts, random) => {
      const [delay, full] = [retryDelayMs(attempts, random), retryDelayMs(attempts, 1)]
      expect(delay).toBeGreaterThanOrEqual(full / 2)
      expect(delay).toBeLessThanOrEqual(full)
      expect(retryDelayMs(attempts + 1, 1)).toBe(Math.min(RETRY_MAX_MS, full * 2))
    }),
  )
})
