/*
 * What a batch cannot learn from the drivers nearest to a booking: how many are free in its market, who has waited longest
 * there, and who is about to be free where. One look at every driver serves the ticks of some seconds; whoever goes by it
 * looks at the driver again.
 */
import type { VehicleClass } from '../../db/schema/fleet.ts'
import type { Context } from '../platform/context.ts'
import { isFresh, type PlacedDriver, SILENT_AFTER_MS } from '../tracking/driver.ts'
import { DriverIndex } from '../tracking/driver-index.ts'
import { marketOf, solarHour } from '../tracking/geo.ts'
import { heededMinutes } from './cost-of-match.ts'

/** Who has waited for so long is looked at for every booking within reach, however many are nearer. */
const LONG_WAIT_MS = 900_000
/** So many of a market and class are known as such: those whose waiting is worth most. */
const LONG_WAITING_MAX = 32
/** Who is farther from their drop-off will not be about to be free before the next survey. */
const LAST_LEG_MAX_S = 360
const SQUARES_PER_DEG = 100
/** More than there are around the globe. */
const SQUARES_AROUND = 100_000

export type Surveying = Pick<Context, 'driverIndex' | 'routing' | 'clock'>
export type Supply = {
  surveyedAtMs: number
  /** Free drivers by market. */
  freeIn: ReadonlyMap<string, number>
  /** Those whose waiting is worth most, by market and class. */
  longWaitingIn(market: string, vehicleClass: VehicleClass): readonly string[]
  /** Drivers at the end of the last leg of a haul, each at the place where they will be free. */
  dropoffs: DriverIndex
}

/** Whether the driver can be sent now. */
export const isFree = ({ status, isFit, bookingId }: PlacedDriver) =>
  status === 'available' && isFit && bookingId === null

/** Looks at every driver of the index once. */
export function surveySupply({ driverIndex, routing, clock }: Surveying): Supply {
  const now = clock.now()
  const nowMs = now.getTime()
  const freeIn = new Map<string, number>()
  const waitingIn = new Map<string, PlacedDriver[]>()
  const dropoffs = new DriverIndex()
  const marketAt = createMarketFinder()
  for (const driver of driverIndex.all()) {
    const { position, dropoff, driverId } = driver
    if (!position || !isFresh(position, nowMs - SILENT_AFTER_MS)) continue
    const placed = driver as PlacedDriver
    if (isFree(placed)) {
      const market = marketAt(position)
      freeIn.set(market, (freeIn.get(market) ?? 0) + 1)
      if (nowMs - driver.waitingSinceMs < LONG_WAIT_MS) continue
      const pool = poolOf(market, driver.vehicleClass)
      const waiting = waitingIn.get(pool)
      if (waiting) waiting.push(placed)
      else waitingIn.set(pool, [placed])
    } else if (dropoff && driver.status === 'available') {
      const hour = solarHour(position.lng, now)
      if (routing.etaS(position, dropoff, driver.vehicleClass, hour) > LAST_LEG_MAX_S) continue
      const { position: _, driverId: __, ...attributes } = driver
      dropoffs.setAttributes(driverId, { ...attributes, bookingId: null })
      dropoffs.setPosition(driverId, { ...position, ...dropoff })
    }
  }
  const longWaiting = new Map(Array.from(waitingIn, ([pool, waiting]) => [pool, longestOf(waiting, nowMs)]))
  return {
    ...{ surveyedAtMs: nowMs, freeIn, dropoffs },
    longWaitingIn: (market, vehicleClass) => longWaiting.get(poolOf(market, vehicleClass)) ?? [],
  }
}

/** The market of a place, to within a square: an H3 cell for each driver would take longer than all else. */
function createMarketFinder() {
  const marketIn = new Map<number, string>()
  return ({ lat, lng }: { lat: number; lng: number }): string => {
    const square = Math.floor(lat * SQUARES_PER_DEG) * SQUARES_AROUND + Math.floor(lng * SQUARES_PER_DEG)
    const known = marketIn.get(square)
    if (known) return known
    const market = marketOf({ lat, lng })
    marketIn.set(square, market)
    return market
  }
}

const poolOf = (market: string, vehicleClass: VehicleClass) => `${market} ${vehicleClass}`

const longestOf = (waiting: readonly PlacedDriver[], nowMs: number): string[] =>
  waiting
    .map((driver) => ({ driverId: driver.driverId, minutes: heededMinutes(driver, nowMs) }))
    .sort((a, b) => b.minutes - a.minutes || (a.driverId < b.driverId ? -1 : 1))
    .slice(0, LONG_WAITING_MAX)
    .map(({ driverId }) => driverId)
