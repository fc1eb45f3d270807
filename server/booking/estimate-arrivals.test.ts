import { expect, test } from 'bun:test'
import { correctRouting } from '../analytics/correct-routing.ts'
import { CorrectionTable } from '../analytics/correction-table.ts'
import { createEstimateRouting } from '../platform/routing/estimate.ts'
import { marketOf, solarHour } from '../tracking/geo.ts'
import { estimateArrivals } from './estimate-arrivals.ts'
import type { BookingRow } from './move-booking.ts'

const now = new Date('2026-03-02T10:35:00Z')
const from = { lat: 12.99, lng: 77.59 }
const pickup = { lat: 12.97, lng: 77.59, address: '' }
const stop = { lat: 12.95, lng: 77.6, address: '' }
const dropoff = { lat: 12.93, lng: 77.62, address: '' }
const stops = [{ place: stop, reachedAt: null }]

/** Drives to pickups take twice as long as estimated, hauls three times. */
function slowRouting() {
  const table = new CorrectionTable()
  const learnt = {
    ...{ market: marketOf(pickup), vehicleClass: 'van' as const, hour: solarHour(from.lng, now) },
    ...{ spread: 0.1, samples: 1e12, updatedAt: now },
  }
  table.take([
    { ...learnt, leg: 'pickup', factor: 2 },
    { ...learnt, leg: 'haul', factor: 3 },
  ])
  return correctRouting(createEstimateRouting(), table)
}

const arrivals = (state: BookingRow['state'], routing = createEstimateRouting()) => {
  const row = { state, vehicleClass: 'van', pickup, dropoff, nextStop: stop } as BookingRow
  return estimateArrivals({ routing, clock: { now: () => now } }, row, { from, stops })
}

test('the way to the pickup is corrected as such, and from there on as a haul', () => {
  const plain = arrivals('en_route_to_pickup')
  const slow = arrivals('en_route_to_pickup', slowRouting())
  const [stopS, slowStopS] = [plain.stopsEtaS[0] as number, slow.stopsEtaS[0] as number]
  expect(slow.etaS).toBe(2 * plain.etaS)
  expect(slowStopS - slow.etaS).toBe(3 * (stopS - plain.etaS))
  expect(slow.dropoffEtaS - slowStopS).toBe(3 * (plain.dropoffEtaS - stopS))
  expect(arrivals('goods_collected', slowRouting()).etaS).toBe(3 * arrivals('goods_collected').etaS)
})
