import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { createEstimateRouting } from '../platform/routing/estimate.ts'
import { marketOf } from '../tracking/geo.ts'
import { correctRouting } from './correct-routing.ts'
import { type CorrectionRow, CorrectionTable } from './correction-table.ts'

const estimate = createEstimateRouting()
const pickup = { lat: 12.97, lng: 77.59 }
const nearby = { lat: 12.95, lng: 77.6 }
const elsewhere = { lat: 40.7128, lng: -74.006 }
const hour = 18

/** So many samples that nothing of a factor is drawn away. */
const row = (changes: Partial<CorrectionRow>): CorrectionRow => ({
  market: marketOf(pickup),
  vehicleClass: 'van',
  leg: 'pickup',
  hour,
  factor: 1.5,
  spread: 0.1,
  samples: 1e12,
  updatedAt: new Date(0),
  ...changes,
})
function corrected(...rows: CorrectionRow[]) {
  const table = new CorrectionTable()
  table.take(rows)
  return correctRouting(estimate, table)
}

describe('corrected routing', () => {
  test('answers the very same where nothing was learnt', async () => {
    const place = fc.record({
      lat: fc.double({ min: -80, max: 80, noNaN: true }),
      lng: fc.double({ min: -180, max: 180, noNaN: true }),
    })
    const vehicleClass = fc.constantFrom('bike', 'van', 'truck', 'refrigerated_truck')
    const routing = corrected(row({ vehicleClass: 'bike', market: 'of nowhere' }))
    await fc.assert(
      fc.asyncProperty(place, place, vehicleClass, fc.nat({ max: 23 }), async (a, b, by, when) => {
        expect(await routing.route([a, b], by, when)).toEqual(await estimate.route([a, b], by, when))
        expect(await routing.etasS([a], b, by, when)).toEqual(await estimate.etasS([a], b, by, when))
        expect(routing.etaS(a, b, by, when)).toBe(estimate.etaS(a, b, by, when))
      }),
    )
  })

  test('multiplies routes by what hauls have taught, ETAs by what the drives to pickups have, and no distance', async () => {
    const routing = corrected(row({ factor: 1.5 }), row({ leg: 'haul', factor: 0.8 }))
    const points = [pickup, elsewhere, nearby]
    const [plain, route] = [
      await estimate.route(points, 'van', hour),
      await routing.route(points, 'van', hour),
    ]
    expect(route).toEqual({ distanceM: plain.distanceM, durationS: Math.round(plain.durationS * 0.8) })
    const plainS = estimate.etaS(nearby, pickup, 'van', hour)
    expect(routing.etaS(nearby, pickup, 'van', hour)).toBe(Math.round(plainS * 1.5))
    expect(routing.etaS(nearby, pickup, 'van', hour, 'haul')).toBe(Math.round(plainS * 0.8))
    expect(await routing.etasS([nearby, pickup], pickup, 'van', hour)).toEqual([Math.round(plainS * 1.5), 0])
  })

  test('goes by the market that is driven to, or where the route begins, by class and hour', async () => {
    const routing = corrected(row({}), row({ leg: 'haul' }), row({ hour: 3, factor: 1 }))
    const isCorrected = (from: typeof pickup, to: typeof pickup, when = hour, by: 'van' | 'bike' = 'van') =>
      routing.etaS(from, to, by, when) > estimate.etaS(from, to, by, when)
    expect(isCorrected(elsewhere, pickup)).toBe(true)
    expect(isCorrected(pickup, elsewhere)).toBe(false)
    expect(isCorrected(nearby, pickup)).toBe(true)
    expect(isCorrected(nearby, pickup, 3)).toBe(false)
    expect(isCorrected(nearby, pickup, hour, 'bike')).toBe(false)
    const durationS = async (points: (typeof pickup)[]) =>
      (await routing.route(points, 'van', hour)).durationS /
      (await estimate.route(points, 'van', hour)).durationS
    expect(await durationS([pickup, elsewhere])).toBeCloseTo(1.5, 3)
    expect(await durationS([elsewhere, pickup])).toBe(1)
  })
})
