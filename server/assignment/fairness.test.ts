import { describe, expect, test } from 'bun:test'
import { createEstimateRouting } from '../platform/routing/estimate.ts'
import { randomFrom } from '../testing/seeded-random.ts'
import { DriverIndex } from '../tracking/driver-index.ts'
import { marketOf } from '../tracking/geo.ts'
import { attributes, still } from '../tracking/testing/compare-with-everybody.ts'
import { costOfWaiting } from './cost-of-match.ts'
import { findCandidates } from './find-candidates.ts'
import { matchBatch } from './match-batch.ts'
import { radiusAfter } from './search-radius.ts'
import { surveySupply } from './survey-supply.ts'
import { WEIGHTS, type Weights } from './weights.ts'

const SEED = Number(process.env.SEED) || Math.floor(Math.random() * 2 ** 31)
const CENTRE = { lat: 12.97, lng: 77.59 }
/** About 100 m of latitude. */
const STEP_DEG = 0.0009
const MINUTES = 1_440
const HAUL_MINUTES = 25
const CENTRAL_DRIVERS = 40
/** In steps to the north of the centre: outside the radius in which a search starts, and two minutes further than the next. */
const OUTSIDERS = [45, 60]
const HOUR = 12

type Home = { driverId: string; lat: number; lng: number }

/**
 * A day in a city with a booking a minute in its centre, matched minute by minute. Each driver stands at home again after a
 * haul. Returns how long each has waited at the most, in minutes.
 */
async function liveOneDay(weights: Weights): Promise<Map<string, number>> {
  const random = randomFrom(SEED)
  const near = () => ({
    lat: CENTRE.lat + (random() - 0.5) * 20 * STEP_DEG,
    lng: CENTRE.lng + (random() - 0.5) * 20 * STEP_DEG,
  })
  const homes: Home[] = [
    ...Array.from({ length: CENTRAL_DRIVERS }, (_, n) => ({ driverId: `central-${n}`, ...near() })),
    ...OUTSIDERS.map((steps) => ({
      driverId: `outside-${steps}`,
      ...{ lat: CENTRE.lat + steps * STEP_DEG, lng: CENTRE.lng },
    })),
  ]
  let nowMs = 0
  const clock = { now: () => new Date(nowMs) }
  const context = { driverIndex: new DriverIndex(), routing: createEstimateRouting(), clock }
  const freeAt = new Map(homes.map(({ driverId }) => [driverId, 0]))
  const longest = new Map(homes.map(({ driverId }) => [driverId, 0]))
  for (let minute = 1; minute <= MINUTES; minute++) {
    nowMs = minute * 60_000
    for (const { driverId, lat, lng } of homes) {
      const since = freeAt.get(driverId) as number
      const bookingId = since > minute ? 'b' : null
      context.driverIndex.setAttributes(driverId, {
        ...attributes,
        bookingId,
        waitingSinceMs: since * 60_000,
      })
      context.driverIndex.setPosition(driverId, { ...still, lat, lng, recordedAtMs: nowMs, heardAtMs: nowMs })
      longest.set(driverId, Math.max(longest.get(driverId) as number, minute - since))
    }
    const round = { radiusM: radiusAfter(0), hour: HOUR, k: 16, supply: surveySupply(context), weights }
    const booking = { market: marketOf(CENTRE), vehicleClass: 'van', pickup: near(), cargo: null } as const
    const candidates = await findCandidates(context, booking, { ...round, gateFor: () => undefined })
    for (const { driverId } of matchBatch([{ candidates, unmatchedCostS: costOfWaiting(0) }]).choices)
      if (driverId) freeAt.set(driverId, minute + HAUL_MINUTES)
  }
  return longest
}

describe('drivers who wait', () => {
  test('have their turn within hours, wherever they stand, and only because they wait', async () => {
    console.log(`seed ${SEED}`)
    const longest = await liveOneDay(WEIGHTS)
    expect(Math.max(...longest.values())).toBeLessThan(MINUTES / 3)
    const nothing = { waitingShareMax: 0, waitingPerMinuteS: 0, waitingLatePerMinuteS: 0 }
    const unheeded = await liveOneDay({ ...WEIGHTS, ...nothing })
    for (const steps of OUTSIDERS) expect(unheeded.get(`outside-${steps}`)).toBe(MINUTES)
  })
})
