import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { chooseWindowMs, WINDOW_MAX_MS } from './choose-window.ts'

const count = fc.integer({ min: 0, max: 20_000 })

describe('the window of a market', () => {
  test('is a whole number of milliseconds between none and the longest', () => {
    fc.assert(
      fc.property(count, count, (openBookings, freeDrivers) => {
        const windowMs = chooseWindowMs({ openBookings, freeDrivers })
        expect(Number.isInteger(windowMs)).toBe(true)
        expect(windowMs).toBeGreaterThanOrEqual(0)
        expect(windowMs).toBeLessThanOrEqual(WINDOW_MAX_MS)
      }),
    )
  })

  test('never shrinks as bookings come or drivers go', () => {
    fc.assert(
      fc.property(count, count, count, (openBookings, freeDrivers, more) => {
        const windowMs = chooseWindowMs({ openBookings, freeDrivers: freeDrivers + more })
        expect(
          chooseWindowMs({ openBookings: openBookings + more, freeDrivers: freeDrivers + more }),
        ).toBeGreaterThanOrEqual(windowMs)
        expect(chooseWindowMs({ openBookings, freeDrivers })).toBeGreaterThanOrEqual(windowMs)
      }),
    )
  })

  test('is none where two drivers are free for each booking, and for a handful of bookings with nobody free', () => {
    for (const openBookings of [0, 1, 4, 100, 5_000])
      expect(chooseWindowMs({ openBookings, freeDrivers: 2 * openBookings })).toBe(0)
    expect(chooseWindowMs({ openBookings: 4, freeDrivers: 0 })).toBe(0)
  })

  test('grows with scarcity to the longest', () => {
    const windows = [20, 30, 40, 50, 60].map((openBookings) =>
      chooseWindowMs({ openBookings, freeDrivers: 12 }),
    )
    expect(windows).toEqual([3_750, 7_500, 11_250, 15_000, 15_000])
  })
})
