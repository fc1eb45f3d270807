import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { priceHaul, type RateCard, windowAt } from './price-haul.ts'

const card: RateCard = {
  id: '019a0000-0000-7000-8000-000000000000',
  market: '8460145ffffffff',
  vehicleClass: 'van',
  version: 1,
  currency: 'INR',
  timeZone: 'Asia/Kolkata',
  startsAt: new Date(0),
  baseMinor: 15_000,
  perKmMinor: 2_400,
  perMinuteMinor: 150,
  perStopMinor: 4_000,
  minimumMinor: 22_000,
  maximumMinor: 900_000,
  cancellationFeeMinor: 5_000,
  freeCancellationS: 120,
  windows: [
    { label: 'Evening peak', days: [1, 2, 3, 4, 5], from: '17:00', to: '21:00', multiplierPermille: 1_200 },
    { label: 'Night', days: [5, 6], from: '22:00', to: '05:00', multiplierPermille: 1_300 },
  ],
}
const at = (iso: string) => windowAt(card, new Date(iso))?.label

describe('the price of a haul', () => {
  test('is the sum of its lines, whole minor units, within minimum and maximum', () => {
    const haul = fc.record({
      distanceM: fc.nat(400_000),
      durationS: fc.nat(40_000),
      stops: fc.nat(15),
      at: fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true }),
      surgePermille: fc.integer({ min: 1_000, max: 3_000 }),
    })
    fc.assert(
      fc.property(haul, (input) => {
        const { priceMinor, breakdown } = priceHaul(card, input)
        expect(breakdown.every((line) => Number.isInteger(line.amountMinor))).toBe(true)
        expect(breakdown.reduce((sum, line) => sum + line.amountMinor, 0)).toBe(priceMinor)
        expect(priceMinor).toBeGreaterThanOrEqual(card.minimumMinor)
        expect(priceMinor).toBeLessThanOrEqual(card.maximumMinor)
      }),
    )
  })

  test('never falls when the way gets longer or demand grows', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(5_000), fc.nat(900), (distanceM, more, surge) => {
        const price = (d: number, s: number) =>
          priceHaul(card, {
            distanceM: d,
            durationS: 600,
            stops: 0,
            at: new Date(0),
            surgePermille: 1_000 + s,
          }).priceMinor
        expect(price(distanceM + more, surge)).toBeGreaterThanOrEqual(price(distanceM, surge))
        expect(price(distanceM, surge)).toBeGreaterThanOrEqual(price(distanceM, 0))
      }),
    )
  })

  test('knows the windows of the local week, also those past midnight', () => {
    expect(at('2026-11-24T12:00:00Z')).toBe('Evening peak')
    expect(at('2026-11-24T15:30:00Z')).toBeUndefined()
    expect(at('2026-11-27T17:00:00Z')).toBe('Night')
    expect(at('2026-11-28T23:00:00Z')).toBe('Night')
    expect(at('2026-11-29T23:40:00Z')).toBeUndefined()
    expect(at('2026-11-26T20:00:00Z')).toBeUndefined()
  })
})
