import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { type DriverAttributes, VEHICLE_CLASSES } from './driver.ts'
import { DriverIndex } from './driver-index.ts'
import { distanceM } from './geo.ts'

const attributes: DriverAttributes = {
  status: 'available',
  approval: 'approved',
  vehicleClass: 'van',
  vehicleId: null,
  capacityKg: 800,
  capacityM3: 5,
  isFit: true,
  bookingId: null,
  waitingSinceMs: 0,
  ratingAvg: null,
  acceptanceRate: 1,
}
const place = { headingDeg: null, speedMps: null, recordedAtMs: 0, heardAtMs: 0 }

/** A fleet around a centre: a city, the antimeridian, a pole or the whole globe. */
const fleetArbitrary = fc
  .record({
    centre: fc.constantFrom(
      ...[
        [12.97, 77.59],
        [-16.5, 179.99],
        [89.95, 10],
        [-89.99, -170],
        [0, 0],
      ],
    ),
    spreadDeg: fc.constantFrom(0.01, 0.2, 3, 170),
    size: fc.integer({ min: 1, max: 700 }),
    seed: fc.integer(),
  })
  .map(({ centre, spreadDeg, size, seed }) => {
    let state = seed | 0
    const random = () => {
      state = (state + 0x6d2b79f5) | 0
      let t = Math.imul(state ^ (state >>> 15), 1 | state)
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
      return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
    }
    const point = () => ({
      lat: Math.max(-90, Math.min(90, (centre[0] as number) + (random() - 0.5) * spreadDeg)),
      lng: (((((centre[1] as number) + (random() - 0.5) * spreadDeg * 2 + 540) % 360) + 360) % 360) - 180,
    })
    const drivers = Array.from({ length: size }, (_, i) => ({
      driverId: `d${i}`,
      ...point(),
      vehicleClass: VEHICLE_CLASSES[Math.floor(random() * 4)] as (typeof VEHICLE_CLASSES)[number],
      isFree: random() < 0.8,
    }))
    return { drivers, queries: Array.from({ length: 150 }, point) }
  })

describe('the driver index', () => {
  test('finds exactly the nearest matchable drivers of a class, anywhere on the globe', () => {
    fc.assert(
      fc.property(fleetArbitrary, fc.integer({ min: 1, max: 12 }), ({ drivers, queries }, k) => {
        const index = new DriverIndex()
        for (const { driverId, lat, lng, vehicleClass, isFree } of drivers) {
          index.setAttributes(driverId, { ...attributes, vehicleClass, bookingId: isFree ? null : 'b' })
          index.setPosition(driverId, { ...place, lat: lat / 2, lng })
          index.setPosition(driverId, { ...place, lat, lng })
        }
        for (const query of queries) {
          const expected = drivers
            .filter((driver) => driver.isFree && driver.vehicleClass === 'van')
            .map((driver) => distanceM(query.lat, query.lng, driver.lat, driver.lng))
            .sort((a, b) => a - b)
            .slice(0, k)
          const found = index.nearest({ ...query, k, vehicleClass: 'van' }).map((near) => near.distanceM)
          expect(found).toEqual(expected)
        }
      }),
      { numRuns: 120 },
    )
  })

  test('forgets a driver who takes a booking, pauses or changes class, and finds them again after', () => {
    const index = new DriverIndex()
    const vans = () => index.nearest({ lat: 1, lng: 1, k: 5, vehicleClass: 'van' }).length
    index.setAttributes('d', attributes)
    expect(vans()).toBe(0)
    index.setPosition('d', { ...place, lat: 1, lng: 1 })
    expect(vans()).toBe(1)
    for (const change of [
      { bookingId: 'b' },
      { status: 'paused' as const },
      { vehicleClass: 'bike' as const },
      { isFit: false },
    ]) {
      index.setAttributes('d', { ...attributes, ...change })
      expect(vans()).toBe(0)
      index.setAttributes('d', attributes)
      expect(vans()).toBe(1)
    }
  })
})
