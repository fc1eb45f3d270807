import type { VehicleClass } from '../../../db/schema/fleet.ts'
import { distanceM } from '../../tracking/geo.ts'
import type { RoutePoint, Routing } from './port.ts'

/** Roads are this much longer than the straight line, as is usual for a grid of city streets. */
const DETOUR_FACTOR = 1.35
const CITY_SPEED_MPS: Record<VehicleClass, number> = { bike: 6.5, van: 7.5, truck: 6, refrigerated_truck: 6 }
/** Share of the free speed that is left in each local hour of the day. */
const HOUR_SPEED = [
  1.25, 1.3, 1.3, 1.3, 1.25, 1.15, 1, 0.85, 0.7, 0.7, 0.8, 0.85, 0.85, 0.85, 0.85, 0.85, 0.8, 0.7, 0.65, 0.7,
  0.8, 0.95, 1.1, 1.2,
]

/** A car's speed on a free city road, which a road network's own durations mean. */
const FREE_CAR_MPS = 9.5

/** What to multiply a car's free-road duration by, for a class at a local hour. */
export const durationFactor = (vehicleClass: VehicleClass, hour: number): number =>
  FREE_CAR_MPS / (CITY_SPEED_MPS[vehicleClass] * (HOUR_SPEED[hour] ?? 1))

/** The embedded default: great-circle distance × detour factor, speed by class and hour. */
export function createEstimateRouting(): Routing {
  const leg = (from: RoutePoint, to: RoutePoint) =>
    distanceM(from.lat, from.lng, to.lat, to.lng) * DETOUR_FACTOR
  const speedMps = (vehicleClass: VehicleClass, hour: number) =>
    CITY_SPEED_MPS[vehicleClass] * (HOUR_SPEED[hour] ?? 1)
  const etaS: Routing['etaS'] = (from, to, vehicleClass, hour) =>
    Math.round(leg(from, to) / speedMps(vehicleClass, hour))
  return {
    etaS,
    ping: async () => {},
    etasS: async (sources, destination, vehicleClass, hour) =>
      sources.map((source) => etaS(source, destination, vehicleClass, hour)),
    matrix: async (points, vehicleClass, hour) =>
      points.map((from) => points.map((to) => etaS(from, to, vehicleClass, hour))),
    async route(points, vehicleClass, hour) {
      let totalM = 0
      for (let i = 1; i < points.length; i++)
        totalM += leg(points[i - 1] as RoutePoint, points[i] as RoutePoint)
      return { distanceM: Math.round(totalM), durationS: Math.round(totalM / speedMps(vehicleClass, hour)) }
    },
  }
}
