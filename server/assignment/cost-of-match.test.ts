import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { costOf, costOfWaiting, costParts } from './cost-of-match.ts'
import { WEIGHTS } from './weights.ts'

const NOW_MS = 10_000_000_000
const share = fc.double({ min: 0, max: 1, noNaN: true })
const driver = fc.record({
  waitingSinceMs: fc.integer({ min: 0, max: NOW_MS }),
  ratingAvg: fc.option(fc.double({ min: 1, max: 5, noNaN: true })),
  acceptanceRate: share,
  dropOutRate: share,
})
const seconds = fc.nat(7_200)

describe('the cost of a match', () => {
  test('is in whole seconds, grows with the drive, and never with waiting, a rating or a rate of acceptance', () => {
    fc.assert(
      fc.property(driver, driver, seconds, seconds, (one, other, driveS, moreS) => {
        const worse = {
          waitingSinceMs: Math.max(one.waitingSinceMs, other.waitingSinceMs),
          ratingAvg: Math.min(one.ratingAvg ?? 4.5, other.ratingAvg ?? 4.5),
          acceptanceRate: Math.min(one.acceptanceRate, other.acceptanceRate),
          dropOutRate: Math.max(one.dropOutRate, other.dropOutRate),
        }
        const costS = costOf(costParts(one, { driveS, nowMs: NOW_MS }))
        const parts = Object.values(costParts(one, { driveS, nowMs: NOW_MS }))
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(costS)
        expect(parts.every(Number.isInteger)).toBe(true)
        expect(costOf(costParts(worse, { driveS, nowMs: NOW_MS }))).toBeGreaterThanOrEqual(costS)
        const furtherS = costOf(costParts(one, { driveS: driveS + moreS, nowMs: NOW_MS })) - costS
        // Of the drive at least half counts, whoever drives it.
        expect(furtherS).toBeWithin(Math.floor(moreS / 2), moreS + 1)
      }),
    )
  })

  test('waits for a driver who is still on a haul, and counts no waiting of theirs', () => {
    fc.assert(
      fc.property(driver, seconds, seconds, (is, driveS, freeInS) => {
        const now = { driveS, nowMs: NOW_MS }
        const ahead = costOf(costParts(is, { ...now, freeInS }))
        const justFree = costOf(costParts({ ...is, waitingSinceMs: NOW_MS }, now))
        expect(ahead).toBe(justFree + freeInS)
      }),
    )
  })

  test('of any drive is outweighed by waiting at last, also of one who passes on offers', () => {
    fc.assert(
      fc.property(driver, seconds, (is, driveS) => {
        const waitedMs = (WEIGHTS.waitingFullMinutes + WEIGHTS.dropOutS + driveS + 1) * 60_000 * 10
        const costs = costParts({ ...is, waitingSinceMs: NOW_MS - waitedMs }, { driveS, nowMs: NOW_MS })
        expect(costOf(costs)).toBeLessThanOrEqual(0)
      }),
    )
  })

  test('of leaving a booking unmatched grows while it waits', () => {
    expect(costOfWaiting(61)).toBeGreaterThan(costOfWaiting(60))
    expect(costOfWaiting(-5)).toBe(costOfWaiting(0))
  })
})
