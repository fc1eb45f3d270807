import { expect, test } from 'bun:test'
import { isOffRoute } from './is-off-route.ts'
import type { BookingRow } from './move-booking.ts'

const pickup = { lat: 12.97, lng: 77.59 }
const dropoff = { lat: 12.97, lng: 77.61 }
/** Some four kilometres from both, which are two apart. */
const bridge = { lat: 13.005, lng: 77.6 }
const haulOf = (distanceM: number) => ({
  booking: { state: 'goods_collected', nextStop: null, pickup, dropoff, distanceM } as BookingRow,
  offer: null,
})

test('a way around is off the route of a straight haul, and on that of one that was quoted so long', () => {
  expect(isOffRoute(haulOf(2_600), [], bridge)).toBeTrue()
  expect(isOffRoute(haulOf(9_000), [], bridge)).toBeFalse()
})

test('whoever is off the way to the next stop is off the route, wherever the drop-off is', () => {
  const stop = { lat: 12.97, lng: 77.57, address: '4 River Road' }
  const haul = haulOf(2_600)
  haul.booking.nextStop = stop
  const at = { lat: 12.97, lng: 77.63 }
  expect(isOffRoute(haul, [{ place: stop, reachedAt: null }], at)).toBeTrue()
  expect(isOffRoute(haulOf(2_600), [{ place: stop, reachedAt: new Date(0) }], at)).toBeFalse()
})
