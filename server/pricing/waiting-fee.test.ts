import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { waitingFee } from './waiting-fee.ts'

const terms = { waitingPerMinuteMinor: 90, freeWaitingS: 600, waitingMaximumMinor: 3_000 }

describe('the fee of a wait', () => {
  test.each([
    [0, 0],
    [600, 0],
    [601, 2],
    [660, 90],
    [1_200, 900],
    [2_600, 3_000],
    [86_400, 3_000],
  ])('%d s at the pickup cost %d', (waitedS, feeMinor) => {
    expect(waitingFee(terms, waitedS)).toBe(feeMinor)
  })

  test('never falls with time, is nothing within the free time and at most the maximum', () => {
    const anyTerms = fc.record({
      waitingPerMinuteMinor: fc.nat(1_000_000_000),
      freeWaitingS: fc.nat(86_400),
      waitingMaximumMinor: fc.nat(1_000_000_000),
    })
    fc.assert(
      fc.property(anyTerms, fc.nat(200_000), fc.nat(10_000), (of, waitedS, moreS) => {
        const feeMinor = waitingFee(of, waitedS)
        expect(Number.isSafeInteger(feeMinor)).toBe(true)
        expect(feeMinor).toBeLessThanOrEqual(of.waitingMaximumMinor)
        expect(waitingFee(of, waitedS + moreS)).toBeGreaterThanOrEqual(feeMinor)
        if (waitedS <= of.freeWaitingS) expect(feeMinor).toBe(0)
      }),
    )
  })
})
