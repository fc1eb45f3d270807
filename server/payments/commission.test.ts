import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { commissionOf } from './commission.ts'
import { partOfRefund } from './refund-booking.ts'

const minor = fc.integer({ min: 0, max: 2_000_000_000 })
const permille = fc.integer({ min: 0, max: 1_000 })

describe('a commission', () => {
  test.each([
    [10_000, 200, 0, 2_000, 0],
    [999, 200, 0, 199, 0],
    [4, 200, 0, 0, 0],
    [10_000, 200, 180, 2_000, 305],
    [10_000, 1_000, 1_000, 10_000, 5_000],
  ])(
    'of %d at %d ‰, taxed at %d ‰, is %d, of which tax %d',
    (fare, sharePermille, taxPermille, commission, tax) => {
      expect(commissionOf(fare, { sharePermille, taxPermille })).toEqual({
        ...{ commissionMinor: commission, taxMinor: tax },
      })
    },
  )

  test('is within a minor unit of its share, in the driver’s favour, and never more than the fare', () => {
    fc.assert(
      fc.property(minor, permille, permille, (fare, sharePermille, taxPermille) => {
        const { commissionMinor, taxMinor } = commissionOf(fare, { sharePermille, taxPermille })
        const exact = (fare * sharePermille) / 1_000
        expect(commissionMinor).toBeLessThanOrEqual(exact)
        expect(commissionMinor).toBeGreaterThan(exact - 1)
        expect(taxMinor).toBeWithin(0, commissionMinor + 1)
      }),
    )
  })
})

describe("the driver's part of refunds", () => {
  test('is in all what they earned, however the whole is split, and never below nothing or above the refund', () => {
    const charge = fc.integer({ min: 1, max: 2_000_000_000 }).chain((chargedMinor) =>
      fc.record({
        chargedMinor: fc.constant(chargedMinor),
        earnedMinor: fc.integer({ min: 0, max: chargedMinor }),
        cuts: fc.array(fc.integer({ min: 0, max: chargedMinor }), { maxLength: 6 }),
      }),
    )
    fc.assert(
      fc.property(charge, ({ chargedMinor, earnedMinor, cuts }) => {
        const stops = [...cuts, chargedMinor].sort((a, b) => a - b)
        let [refundedMinor, sum] = [0, 0]
        for (const stop of stops) {
          const amountMinor = stop - refundedMinor
          const part = partOfRefund(earnedMinor, { chargedMinor, refundedMinor, amountMinor })
          expect(part).toBeWithin(0, amountMinor + 1)
          sum += part
          refundedMinor = stop
        }
        expect(sum).toBe(earnedMinor)
      }),
    )
  })
})
