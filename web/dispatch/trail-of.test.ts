import { expect, test } from 'bun:test'
import type { BookingDetail } from '../api/types.ts'
import { trailOf } from './trail-of.ts'

const at = (second: number) => new Date(Date.UTC(2026, 2, 2, 9, 0, second)).toISOString()
const bookingOf = (...states: BookingDetail['state'][]) =>
  ({
    driver: { id: 'd', firstName: 'Asha', ratingAvg: null, vehicle: null },
    history: states.map((to, seq) => ({ seq, to, occurredAt: at(seq) })),
  }) as BookingDetail

test('a trail begins with the assignment of the driver who has the booking now', () => {
  const booking = bookingOf('searching', 'assigned', 'searching', 'assigned', 'en_route_to_pickup')
  expect(trailOf(booking)).toEqual({ driverId: 'd', from: at(3), to: null })
})

test('a trail ends where the goods were delivered, and there is none without a driver', () => {
  expect(trailOf(bookingOf('searching', 'assigned', 'delivered', 'completed'))).toEqual({
    ...{ driverId: 'd', from: at(1), to: at(2) },
  })
  expect(trailOf({ ...bookingOf('searching'), driver: null })).toBeNull()
})
