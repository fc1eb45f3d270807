import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { type Learnt, SPREAD_START } from './running-estimate.ts'
import { HOURS, shrinkFactors } from './shrink-factors.ts'

const learntHour = fc.record({
  factor: fc.double({ min: 1 / 3, max: 3, noNaN: true }),
  spread: fc.constant(SPREAD_START),
  samples: fc.integer({ min: 1, max: 10_000 }),
})
const learntDay = fc.array(fc.option(learntHour, { nil: undefined }), { maxLength: HOURS })
const of = (factor: number, samples: number): Learnt => ({ factor, spread: SPREAD_START, samples })

describe('the factors in force', () => {
  test('are exactly 1 where nothing was learnt', () => {
    expect(shrinkFactors([])).toEqual({ allHours: 1, byHour: new Float64Array(HOURS).fill(1) })
  })

  test('lie between what was learnt and 1, and an hour nobody has driven in has the one of all hours', () => {
    fc.assert(
      fc.property(learntDay, (learnt) => {
        const known = [1, ...learnt.flatMap((hour) => (hour ? [hour.factor] : []))]
        const { allHours, byHour } = shrinkFactors(learnt)
        for (const factor of [allHours, ...byHour]) {
          expect(factor).toBeGreaterThanOrEqual(Math.min(...known) - 1e-12)
          expect(factor).toBeLessThanOrEqual(Math.max(...known) + 1e-12)
        }
        for (let hour = 0; hour < HOURS; hour++) if (!learnt[hour]) expect(byHour[hour]).toBe(allHours)
      }),
    )
  })

  test('are those of their hour the more, the more it has been driven in', () => {
    fc.assert(
      fc.property(learntDay, learntHour, fc.nat({ max: HOURS - 1 }), (others, own, hour) => {
        const distance = (samples: number) => {
          const learnt = [...others]
          learnt[hour] = { ...own, samples }
          return Math.abs(Math.log((shrinkFactors(learnt).byHour[hour] as number) / own.factor))
        }
        expect(distance(100)).toBeLessThanOrEqual(distance(2) + 1e-12)
        expect(distance(10_000)).toBeLessThan(0.005)
      }),
    )
  })

  test('of few drives are drawn to the other hours, and these to 1', () => {
    const { allHours, byHour } = shrinkFactors([of(2, 8), of(1.2, 8)])
    expect(Math.log(allHours)).toBeCloseTo((8 * Math.log(2) + 8 * Math.log(1.2)) / 24, 12)
    expect(Math.log(byHour[0] as number)).toBeCloseTo((Math.log(2) + Math.log(allHours)) / 2, 12)
    expect(byHour[5]).toBe(allHours)
  })
})
