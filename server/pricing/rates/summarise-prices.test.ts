import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { summarisePrices } from './summarise-prices.ts'

const priced = (priceMinor: number, clamp?: string) => ({
  priceMinor,
  breakdown: clamp ? [{ code: clamp, label: '', amountMinor: 1 }] : [],
})

describe('the figures of a preview', () => {
  test('are told of both sides, and of the trips that have an old price', () => {
    const summary = summarisePrices([
      { old: priced(100, 'minimum'), new: priced(200) },
      { old: priced(300), new: priced(250, 'maximum') },
      { old: priced(50), new: priced(50) },
      { old: priced(10), new: priced(11) },
      { old: null, new: priced(1_000) },
    ])
    expect(summary).toEqual({
      trips: 5,
      new: { mean: 302, p50: 200, p90: 1_000, minimumHits: 0, maximumHits: 1 },
      compared: 4,
      old: { mean: 115, p50: 50, p90: 300, minimumHits: 1, maximumHits: 0 },
      newOfCompared: { mean: 128, p50: 50, p90: 250, minimumHits: 0, maximumHits: 1 },
      shareUp: 0.5,
      shareDown: 0.25,
      shareSame: 0.25,
      meanDifference: 13,
    })
  })

  test('are none of nothing', () => {
    const none = { new: null, old: null, newOfCompared: null, meanDifference: null }
    expect(summarisePrices([])).toMatchObject({ trips: 0, compared: 0, ...none, shareUp: 0 })
  })

  test('name as a percentile the least price that so many trips do not exceed', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 40 }), (amounts) => {
        const side = summarisePrices(amounts.map((amount) => ({ old: null, new: priced(amount) }))).new
        const least = (share: number) =>
          Math.min(
            ...amounts.filter(
              (at) => amounts.filter((amount) => amount <= at).length >= share * amounts.length - 1e-9,
            ),
          )
        expect([side?.p50, side?.p90]).toEqual([least(0.5), least(0.9)])
      }),
    )
  })
})
