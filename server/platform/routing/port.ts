import type { VehicleClass } from '../../../db/schema/fleet.ts'

export type RoutePoint = { lat: number; lng: number }
export type Route = { distanceM: number; durationS: number }

/** How far and how long by road. */
export interface Routing {
  /** The way through `points` in order, at least two. `hour` is the market's local hour, 0 to 23. */
  route(points: readonly RoutePoint[], vehicleClass: VehicleClass, hour: number): Promise<Route>
  /** A quick estimate between two points, for ranking and for display. */
  etaS(from: RoutePoint, to: RoutePoint, vehicleClass: VehicleClass, hour: number): number
}
