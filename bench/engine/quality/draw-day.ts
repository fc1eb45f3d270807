import { createRandom } from '../../../simulator/random.ts'
import type { Places } from '../read-pickups.ts'

/** As the estimate of the embedded routing: roads are this much longer than the straight line, a van in the hours of the day. */
const DETOUR_FACTOR = 1.35
const SPEED_MPS = 6
const M_PER_DEG = 111_195
/** Loading and unloading, each. */
const HANDLING_S = 240
const HAUL_MIN_M = 1_000
/** How far the real duration of a leg strays from its estimate: the deviation of its logarithm. */
const DURATION_SPREAD = 0.2

/** Bookings in the order in which they come; what only the world knows and no dispatcher does is called actual. */
export type Day = {
  count: number
  bookedAtS: Float64Array
  pickupX: Float64Array
  pickupY: Float64Array
  dropoffX: Float64Array
  dropoffY: Float64Array
  /** From the arrival at the pickup until the driver is free at the drop-off. */
  haulS: Float64Array
  actualHaulS: Float64Array
  /** Real over estimated duration of the way to the pickup. */
  approachFactor: Float64Array
}

/** Metres on a plane, east and north, which a city is small enough for. */
export type Plane = { x: Float64Array; y: Float64Array }

/** Beyond this from its middle a place is another market's. */
const MARKET_RADIUS_M = 25_000

/** The places of one market on a plane around its middle; the few beyond it are left out. */
export function flatten({ lat, lng }: Places): Plane {
  const middleLat = lat.toSorted()[lat.length >> 1] as number
  const middleLng = lng.toSorted()[lng.length >> 1] as number
  const mPerDegLng = M_PER_DEG * Math.cos((middleLat * Math.PI) / 180)
  const x = lng.map((at) => (at - middleLng) * mPerDegLng)
  const y = lat.map((at) => (at - middleLat) * M_PER_DEG)
  const isInside = (_: number, i: number) => Math.hypot(x[i] as number, y[i] as number) <= MARKET_RADIUS_M
  return { x: x.filter(isInside), y: y.filter(isInside) }
}

export const durationS = (ax: number, ay: number, bx: number, by: number): number =>
  (Math.hypot(ax - bx, ay - by) * DETOUR_FACTOR) / SPEED_MPS

/**
 * Bookings of a steady rate: their pickups are a stretch of the real ones in their order, their drop-offs other real
 * pickups, their gaps those of a Poisson process.
 */
export function drawDay(
  plane: Plane,
  { seed, count, perMinute }: { seed: number; count: number; perMinute: number },
): Day {
  const random = createRandom(seed, 'day')
  const day: Day = {
    count,
    bookedAtS: new Float64Array(count),
    pickupX: new Float64Array(count),
    pickupY: new Float64Array(count),
    dropoffX: new Float64Array(count),
    dropoffY: new Float64Array(count),
    haulS: new Float64Array(count),
    actualHaulS: new Float64Array(count),
    approachFactor: new Float64Array(count),
  }
  const { x, y } = plane
  const first = random.below(x.length)
  const strays = () => Math.exp(DURATION_SPREAD * normal(random) - DURATION_SPREAD ** 2 / 2)
  let atS = 0
  for (let i = 0; i < count; i++) {
    atS += random.exponential(60 / perMinute)
    const from = (first + i) % x.length
    let to = random.below(x.length)
    while (
      Math.hypot((x[to] as number) - (x[from] as number), (y[to] as number) - (y[from] as number)) <
      HAUL_MIN_M
    )
      to = random.below(x.length)
    day.bookedAtS[i] = atS
    day.pickupX[i] = x[from] as number
    day.pickupY[i] = y[from] as number
    day.dropoffX[i] = x[to] as number
    day.dropoffY[i] = y[to] as number
    const driveS = durationS(x[from] as number, y[from] as number, x[to] as number, y[to] as number)
    day.haulS[i] = driveS + 2 * HANDLING_S
    day.actualHaulS[i] = (day.haulS[i] as number) * strays()
    day.approachFactor[i] = strays()
  }
  return day
}

/** Normally distributed, by Box and Muller. */
const normal = (random: { next(): number }) =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
