import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { findWindow } from './find-window.ts'
import { priceHaul, type RateCard } from './price-haul.ts'
import { card, cards, hauls } from './testing/arbitrary-hauls.ts'

/** The rule once more, in whole numbers: each part is rounded half up where it becomes a line. */
function expectedLines(of: RateCard, haul: typeof hauls extends fc.Arbitrary<infer H> ? H : never) {
  const rounded = (amount: bigint, per: bigint) => {
    const twice = 2n * amount + per
    const quotient = twice / (2n * per)
    return Number(twice < 0n && twice % (2n * per) !== 0n ? quotient - 1n : quotient)
  }
  const lines: [string, number][] = [
    ['base', of.baseMinor],
    ['distance', rounded(BigInt(of.perKmMinor) * BigInt(haul.distanceM), 1_000n)],
    ['duration', rounded(BigInt(of.perMinuteMinor) * BigInt(haul.durationS), 60n)],
  ]
  if (haul.stops > 0) lines.push(['stops', of.perStopMinor * haul.stops])
  const total = () => lines.reduce((sum, [, amount]) => sum + amount, 0)
  const add = (code: string, amount: number) => {
    if (amount !== 0) lines.push([code, amount])
  }
  const permille = findWindow(of, haul.at)?.multiplierPermille ?? 1_000
  add('time_of_day', rounded(BigInt(total()) * BigInt(permille - 1_000), 1_000n))
  add('surge', rounded(BigInt(total()) * BigInt(haul.surgePermille - 1_000), 1_000n))
  const before = total()
  add('minimum', Math.max(0, of.minimumMinor - before))
  add('maximum', Math.min(0, of.maximumMinor - before))
  return { lines, priceMinor: total() }
}

describe('the price of a haul', () => {
  test('is the sum of its lines, each the whole number that the rule gives, for any card and haul', () => {
    fc.assert(
      fc.property(cards, hauls, (of, haul) => {
        const { priceMinor, breakdown } = priceHaul(of, haul)
        const expected = expectedLines(of, haul)
        expect(breakdown.map(({ code, amountMinor }) => [code, amountMinor])).toEqual(expected.lines)
        expect(priceMinor).toBe(expected.priceMinor)
        expect(breakdown.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(priceMinor)
        expect(breakdown.every(({ amountMinor }) => Number.isSafeInteger(amountMinor))).toBe(true)
        expect(breakdown.every(({ label }) => label.length > 0)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  test('is within minimum and maximum, and a line tells when one of them has decided', () => {
    fc.assert(
      fc.property(cards, hauls, (of, haul) => {
        const { priceMinor, breakdown } = priceHaul(of, haul)
        expect(priceMinor).toBeGreaterThanOrEqual(of.minimumMinor)
        expect(priceMinor).toBeLessThanOrEqual(of.maximumMinor)
        const [clamp, second] = breakdown.filter(({ code }) => code === 'minimum' || code === 'maximum')
        expect(second).toBeUndefined()
        if (clamp?.code === 'minimum')
          expect([priceMinor, clamp.amountMinor > 0]).toEqual([of.minimumMinor, true])
        if (clamp?.code === 'maximum')
          expect([priceMinor, clamp.amountMinor < 0]).toEqual([of.maximumMinor, true])
      }),
      { numRuns: 1_000 },
    )
  })

  test('has a line for either limit exactly beyond it', () => {
    const flat = { ...card, windows: [], baseMinor: 0, perKmMinor: 1_000, perMinuteMinor: 0 }
    const of = { ...flat, minimumMinor: 5_000, maximumMinor: 9_000 }
    const haul = { durationS: 0, stops: 0, at: new Date(0), surgePermille: 1_000 }
    const clampAt = (distanceM: number) => priceHaul(of, { ...haul, distanceM }).breakdown.slice(3)
    expect(clampAt(4_999)).toEqual([{ code: 'minimum', label: 'Minimum fare', amountMinor: 1 }])
    expect(clampAt(5_000)).toEqual([])
    expect(clampAt(9_000)).toEqual([])
    expect(clampAt(9_001)).toEqual([{ code: 'maximum', label: 'Maximum fare', amountMinor: -1 }])
  })

  test('never falls when the way gets longer, takes longer, has more stops or demand grows', () => {
    fc.assert(
      fc.property(cards, hauls, hauls, (of, haul, more) => {
        const price = (change: object) => priceHaul(of, { ...haul, ...change }).priceMinor
        for (const name of ['distanceM', 'durationS', 'stops'] as const)
          expect(price({ [name]: haul[name] + more[name] })).toBeGreaterThanOrEqual(price({}))
        expect(price({ surgePermille: haul.surgePermille + 100 })).toBeGreaterThanOrEqual(price({}))
      }),
      { numRuns: 500 },
    )
  })
})
