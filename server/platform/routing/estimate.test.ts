import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { distanceM } from '../../tracking/geo.ts'
import { createEstimateRouting } from './estimate.ts'
import { routingContract } from './routing.contract.ts'

const routing = createEstimateRouting()
const place = fc.record({
  lat: fc.double({ min: -85, max: 85, noNaN: true }),
  lng: fc.double({ min: -180, max: 180, noNaN: true }),
})
const hours = Array.from({ length: 24 }, (_, hour) => hour)
const hour = fc.constantFrom(...hours)
const vehicleClass = fc.constantFrom('bike', 'van', 'truck', 'refrigerated_truck')
const pickup = { lat: 12.97, lng: 77.59 }
const dropoff = { lat: 12.93, lng: 77.62 }

routingContract('the estimate', createEstimateRouting)

describe('the estimate of a route', () => {
  test('is nothing at the same place, whoever goes whenever', async () => {
    await fc.assert(
      fc.asyncProperty(place, vehicleClass, hour, async (at, by, when) => {
        expect(await routing.route([at, at], by, when)).toEqual({ distanceM: 0, durationS: 0 })
        expect(routing.etaS(at, at, by, when)).toBe(0)
      }),
    )
  })

  test('is never shorter than the straight line, and the same there and back', async () => {
    await fc.assert(
      fc.asyncProperty(place, place, vehicleClass, hour, async (from, to, by, when) => {
        const there = await routing.route([from, to], by, when)
        expect(there.distanceM).toBeGreaterThanOrEqual(
          Math.floor(distanceM(from.lat, from.lng, to.lat, to.lng)),
        )
        expect(await routing.route([to, from], by, when)).toEqual(there)
        expect(routing.etaS(from, to, by, when)).toBe(there.durationS)
      }),
    )
  })

  test('grows with the way: further along a meridian, or by a stop more, is never nearer nor sooner', async () => {
    const stretch = fc.double({ min: 0, max: 40, noNaN: true })
    await fc.assert(
      fc.asyncProperty(
        place,
        stretch,
        stretch,
        place,
        vehicleClass,
        hour,
        async (from, a, b, stop, by, when) => {
          const upTo = (deg: number) => ({ lat: from.lat / 2 + deg, lng: from.lng })
          const start = upTo(0)
          const near = await routing.route([start, upTo(Math.min(a, b))], by, when)
          const far = await routing.route([start, upTo(Math.max(a, b))], by, when)
          const withStop = await routing.route([start, upTo(Math.max(a, b)), stop], by, when)
          expect(far.distanceM).toBeGreaterThanOrEqual(near.distanceM)
          expect(far.durationS).toBeGreaterThanOrEqual(near.durationS)
          expect(withStop.distanceM).toBeGreaterThanOrEqual(far.distanceM)
          expect(withStop.durationS).toBeGreaterThanOrEqual(far.durationS)
        },
      ),
    )
  })

  test('is one for the distance and another for the time, by class and hour of the day', async () => {
    const durationOf = async (by: 'bike' | 'van' | 'truck', when: number) =>
      (await routing.route([pickup, dropoff], by, when)).durationS
    expect(await durationOf('van', 12)).toBeLessThan(await durationOf('truck', 12))
    const byHour = await Promise.all(hours.map((when) => durationOf('van', when)))
    const rush = byHour[18] as number
    expect(Math.max(...byHour)).toBe(rush)
    expect(byHour[3]).toBeLessThan(rush / 1.8)
    const distances = await Promise.all(hours.map((when) => routing.route([pickup, dropoff], 'van', when)))
    expect(new Set(distances.map((route) => route.distanceM)).size).toBe(1)
  })
})
