import type { DecisionCandidate } from '../../db/schema/assignment.ts'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import type { Context } from '../platform/context.ts'
import { isFresh, type PlacedDriver, SILENT_AFTER_MS } from '../tracking/driver.ts'
import { distanceM } from '../tracking/geo.ts'
import { cargoGate } from './check-vehicle.ts'
import { costOf, costParts } from './cost-of-match.ts'
import { findForward } from './find-forward.ts'
import { findLongWaiting } from './find-long-waiting.ts'
import type { Supply, Surveying } from './survey-supply.ts'
import type { Weights } from './weights.ts'

export type Point = { lat: number; lng: number }
export type SearchingBooking = {
  market: string
  vehicleClass: VehicleClass
  pickup: Point
  cargo: { weightKg?: number; volumeM3?: number } | null
}
export type Round = {
  radiusM: number
  /** The local hour at the pickup. */
  hour: number
  /** So many of the nearest are looked at. */
  k: number
  supply: Supply
  /** Why a driver is not asked: they passed on this booking before, or hold another offer. */
  gateFor(driverId: string): string | undefined
  /** Whether a driver could take it and still keep what they have promised for later. */
  keepsPromises?(driverId: string, from: Point, freeInS: number): boolean
  weights?: Weights
}
/** A driver in question, and where they set out for the pickup: from a drop-off, once they are free in `freeInS`. */
export type Sight = { driver: PlacedDriver; from: Point; freeInS: number | undefined }
/** Whether no gate keeps a driver out; if one does, that is remembered. */
export type Accept = (driver: PlacedDriver, from: Point, freeInS?: number) => boolean

/** Of those whom a gate kept out, the nearest are told. */
const GATED_MAX = 16

/**
 * Who could be sent to a booking, each with the cost in seconds: the `k` nearest free drivers within the radius, those of
 * the longest waiting who would cost least, and those on the last leg of a haul, whose distance is the one from their
 * drop-off. Then the nearest of those whom a gate kept out.
 */
export async function findCandidates(
  context: Surveying,
  booking: SearchingBooking,
  round: Round,
): Promise<DecisionCandidate[]> {
  const nowMs = context.clock.now().getTime()
  const { pickup, vehicleClass } = booking
  // By id: a search of the index may look at a driver twice.
  const gated = new Map<string, Sight & { gate: string }>()
  const accept: Accept = (driver, from, freeInS) => {
    const { driverId } = driver
    const isCommitted = () => round.keepsPromises?.(driverId, from, freeInS ?? 0) === false
    const gate =
      gateOf(driver, booking, nowMs) ?? round.gateFor(driverId) ?? (isCommitted() ? 'committed' : undefined)
    if (gate) gated.set(driverId, { driver, from, freeInS, gate })
    return gate === undefined
  }
  const sights = sightsFor(context, booking, round, accept)
  const places = sights.map(({ from }) => from)
  const drivesS = await context.routing.etasS(places, pickup, vehicleClass, round.hour)
  const found: DecisionCandidate[] = sights.map(({ driver, from, freeInS }, i) => {
    const driveS = drivesS[i] as number
    const costs = costParts(driver, { driveS, freeInS, nowMs }, round.weights)
    const { driverId } = driver
    const [awayM, costS] = [wayM(from, pickup), costOf(costs)]
    return freeInS === undefined
      ? { driverId, distanceM: awayM, etaS: driveS, costs, costS }
      : { driverId, distanceM: awayM, etaS: driveS + freeInS, freeInS, costs, costS }
  })
  for (const candidate of tellGated(context, booking, round.hour, [...gated.values()])) found.push(candidate)
  return found
}

/** How far, in whole metres, and how long it is from a driver to a booking's pickup. */
export function approach(
  { routing }: Pick<Context, 'routing'>,
  from: Point,
  { pickup, vehicleClass }: Pick<SearchingBooking, 'pickup' | 'vehicleClass'>,
  hour: number,
): { distanceM: number; etaS: number } {
  return { distanceM: wayM(from, pickup), etaS: routing.etaS(from, pickup, vehicleClass, hour) }
}

const wayM = (from: Point, to: Point) => Math.round(distanceM(from.lat, from.lng, to.lat, to.lng))

function sightsFor(context: Surveying, booking: SearchingBooking, round: Round, accept: Accept): Sight[] {
  const { lat, lng } = booking.pickup
  const { driverIndex } = context
  const near = driverIndex.nearest({
    ...{ lat, lng, k: round.k, vehicleClass: booking.vehicleClass, maxDistanceM: round.radiusM },
    accept: (driver) => accept(driver, driver.position),
  })
  const sights: Sight[] = near.map(({ driverId }) => {
    const driver = driverIndex.get(driverId) as PlacedDriver
    return { driver, from: driver.position, freeInS: undefined }
  })
  sights.push(...findLongWaiting(context, booking, round, { near, accept }))
  sights.push(...findForward(context, booking, round, accept))
  return sights
}

function tellGated(
  context: Surveying,
  booking: SearchingBooking,
  hour: number,
  gated: (Sight & { gate: string })[],
): DecisionCandidate[] {
  return gated
    .map((sight) => ({ ...sight, awayM: wayM(sight.from, booking.pickup) }))
    .sort((a, b) => a.awayM - b.awayM)
    .slice(0, GATED_MAX)
    .map(({ driver, from, freeInS, gate }) => {
      const way = approach(context, from, booking, hour)
      const ahead = freeInS === undefined ? {} : { freeInS, etaS: way.etaS + freeInS }
      return { driverId: driver.driverId, ...way, ...ahead, gate }
    })
}

function gateOf(
  driver: PlacedDriver,
  { cargo }: Pick<SearchingBooking, 'cargo'>,
  nowMs: number,
): string | undefined {
  if (!isFresh(driver.position, nowMs - SILENT_AFTER_MS)) return 'stale_position'
  return cargoGate(driver, cargo) ?? undefined
}
