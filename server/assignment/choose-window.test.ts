import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { chooseWindowMs } from './choose-window.ts'

const count = fc.oneof(fc.nat(40), fc.nat(20_000))

describe('the window of a market', () => {
  test('never shrinks with one more booking nor grows with one more driver, and stays within 0 to 15 s', () => {
    fc.assert(
      fc.property(count, count, fc.nat(500), (openBookings, freeDrivers, more) => {
        const windowMs = chooseWindowMs({ openBookings, freeDrivers })
        expect(windowMs).toBeGreaterThanOrEqual(0)
        expect(windowMs).toBeLessThanOrEqual(15_000)
        expect(chooseWindowMs({ openBookings: openBookings + more, freeDrivers })).toBeGreaterThanOrEqual(
          windowMs,
        )
        expect(chooseWindowMs({ openBookings, freeDrivers: freeDrivers + more })).toBeLessThanOrEqual(
          windowMs,
        )
      }),
      { numRuns: 2_000 },
    )
  })

  test('is nothing where drivers are many, and seconds where bookings outnumber them by far', () => {
    expect(chooseWindowMs({ openBookings: 1, freeDrivers: 0 })).toBe(0)
    expect(chooseWindowMs({ openBookings: 100, freeDrivers: 1_000 })).toBe(0)
    expect(chooseWindowMs({ openBookings: 400, freeDrivers: 100 })).toBeGreaterThanOrEqual(5_000)
  })
})
