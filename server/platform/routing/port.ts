import type { VehicleClass } from '../../../db/schema/fleet.ts'
import type { TripLeg } from '../../../db/schema/learning.ts'

export type RoutePoint = { lat: number; lng: number }
export type Route = { distanceM: number; durationS: number }

/** How far and how long by road. */
export interface Routing {
  /** The way through `points` in order, at least two. `hour` is the market's local hour, 0 to 23. */
  route(points: readonly RoutePoint[], vehicleClass: VehicleClass, hour: number): Promise<Route>
  /**
   * Seconds by road from each of `sources` to `destination`, in their order: what a match is decided by.
   */
  etasS(
    sources: readonly RoutePoint[],
    destination: RoutePoint,
    vehicleClass: VehicleClass,
    hour: number,
  ): Promise<number[]>
  /** Seconds by road from each of `points` to each, a row per source, in their order. */
  matrix(points: readonly RoutePoint[], vehicleClass: VehicleClass, hour: number): Promise<number[][]>
  /**
   * A quick estimate between two points, for display: no network hop. `leg` tells what is driven, the way to a pickup unless
   * it says otherwise: trips have taught different things of each.
   */
  etaS(from: RoutePoint, to: RoutePoint, vehicleClass: VehicleClass, hour: number, leg?: TripLeg): number
  /** @throws when the engine can't be asked; the estimate stands in for it then. */
  ping(): Promise<void>
}
