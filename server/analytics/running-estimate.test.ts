import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { type Random, randomFrom } from '../testing/seeded-random.ts'
import { FACTOR_MAX, type Learnt, learn, SPREAD_START } from './running-estimate.ts'

const NOTHING: Learnt = { factor: 1, spread: SPREAD_START, samples: 0 }
const seeds = fc.integer()
/** Standard deviations of the logarithm, from a quiet road to a capricious city. */
const deviations = fc.double({ min: 0.02, max: 0.3, noNaN: true })
const truths = fc.double({ min: 1 / 2.5, max: 2.5, noNaN: true })
const wildRatios = fc.double({ min: 1e-3, max: 1e3, noNaN: true })

/** Normally distributed (Box and Muller). */
const normal = (random: Random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
const learnAll = (ratios: readonly number[], from = NOTHING) => ratios.reduce(learn, from)
const drives = (n: number, truth: number, deviation: number, random: Random) =>
  Array.from({ length: n }, () => truth * Math.exp(deviation * normal(random)))
/** How far off a factor is, as a difference of logarithms: 0.1 is a tenth. */
const offBy = ({ factor }: Learnt, truth: number) => Math.abs(Math.log(factor / truth))

describe('the running estimate', () => {
  test('comes to the true ratio and its spread', () => {
    fc.assert(
      fc.property(seeds, truths, deviations, (seed, truth, deviation) => {
        const learnt = learnAll(drives(400, truth, deviation, randomFrom(seed)))
        expect(offBy(learnt, truth)).toBeLessThan(0.01 + 0.4 * deviation)
        const expected = deviation * Math.sqrt(2 / Math.PI)
        expect(learnt.spread).toBeGreaterThan(expected * 0.6)
        expect(learnt.spread).toBeLessThan(0.03 + expected * 1.5)
        expect(learnt.samples).toBe(400)
      }),
    )
  })

  test('stays there when a tenth of the drives are gross outliers, on both sides or all on one', () => {
    fc.assert(
      fc.property(
        seeds,
        truths,
        deviations,
        fc.constantFrom(['long'], ['short'], ['long', 'short']),
        (seed, truth, deviation, sides) => {
          const random = randomFrom(seed)
          const ratios = drives(400, truth, deviation, random).map((ratio) => {
            if (random() >= 0.1) return ratio
            const wild = 3 + 5 * random()
            return sides[Math.floor(random() * sides.length)] === 'long' ? ratio * wild : ratio / wild
          })
          expect(offBy(learnAll(ratios), truth)).toBeLessThan(0.03 + 0.5 * deviation)
        },
      ),
    )
  })

  test('is moved little by a handful in a row, be they ever so wild', () => {
    fc.assert(
      fc.property(
        seeds,
        deviations,
        fc.array(wildRatios, { minLength: 1, maxLength: 5 }),
        (seed, deviation, wild) => {
          const settled = learnAll(drives(200, 1.3, deviation, randomFrom(seed)))
          expect(offBy(learnAll(wild, settled), settled.factor)).toBeLessThan(
            0.15 * Math.max(0.05, deviation),
          )
        },
      ),
    )
  })

  test('follows a change of the roads within some hundred drives', () => {
    fc.assert(
      fc.property(seeds, truths, truths, deviations, (seed, before, after, deviation) => {
        const random = randomFrom(seed)
        const settled = learnAll(drives(300, before, deviation, random))
        const learnt = learnAll(drives(400, after, deviation, random), settled)
        expect(offBy(learnt, after)).toBeLessThan(0.02 + 0.4 * deviation)
      }),
    )
  })

  test('stays within its bounds and tells a number, whatever is measured', () => {
    fc.assert(
      fc.property(fc.array(wildRatios, { maxLength: 200 }), (ratios) => {
        const { factor, spread, samples } = learnAll(ratios)
        expect(factor).toBeGreaterThanOrEqual(1 / FACTOR_MAX - 1e-12)
        expect(factor).toBeLessThanOrEqual(FACTOR_MAX + 1e-12)
        expect(spread).toBeGreaterThan(0)
        expect(Number.isFinite(spread)).toBe(true)
        expect(samples).toBe(ratios.length)
      }),
    )
  })

  test('weighs twice as long and half as long the same', () => {
    fc.assert(
      fc.property(fc.array(wildRatios, { maxLength: 50 }), (ratios) => {
        const there = learnAll(ratios)
        const back = learnAll(ratios.map((ratio) => 1 / ratio))
        expect(there.factor * back.factor).toBeCloseTo(1, 9)
        expect(there.spread).toBeCloseTo(back.spread, 9)
      }),
    )
  })
})
