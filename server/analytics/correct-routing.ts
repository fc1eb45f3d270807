import type { VehicleClass } from '../../db/schema/fleet.ts'
import type { TripLeg } from '../../db/schema/learning.ts'
import type { RoutePoint, Routing } from '../platform/routing/port.ts'
import { marketOf } from '../tracking/geo.ts'
import type { CorrectionTable } from './correction-table.ts'

/**
 * `routing` with its durations corrected by what was learnt: of a route by its first point's market, of an ETA by its
 * destination's. Distances stay as they are.
 */
export function correctRouting(routing: Routing, corrections: CorrectionTable): Routing {
  // A batch asks for the way of many drivers to one pickup: its market is looked up once.
  let last = { lat: Number.NaN, lng: Number.NaN, market: '' }
  function factorAt({ lat, lng }: RoutePoint, vehicleClass: VehicleClass, leg: TripLeg, hour: number) {
    if (lat !== last.lat || lng !== last.lng) last = { lat, lng, market: marketOf({ lat, lng }) }
    return corrections.factorOf(last.market, vehicleClass, leg, hour)
  }
  return {
    ping: () => routing.ping(),
    async route(points, vehicleClass, hour) {
      const { distanceM, durationS } = await routing.route(points, vehicleClass, hour)
      const factor = factorAt(points[0] as RoutePoint, vehicleClass, 'haul', hour)
      return { distanceM, durationS: Math.round(durationS * factor) }
    },
    async etasS(sources, destination, vehicleClass, hour) {
      const etasS = await routing.etasS(sources, destination, vehicleClass, hour)
      const factor = factorAt(destination, vehicleClass, 'pickup', hour)
      return etasS.map((etaS) => Math.round(etaS * factor))
    },
    async matrix(points, vehicleClass, hour) {
      const rows = await routing.matrix(points, vehicleClass, hour)
      const factor = factorAt(points[0] as RoutePoint, vehicleClass, 'haul', hour)
      return rows.map((row) => row.map((etaS) => Math.round(etaS * factor)))
    },
    etaS: (from, to, vehicleClass, hour, leg = 'pickup') =>
      Math.round(routing.etaS(from, to, vehicleClass, hour) * factorAt(to, vehicleClass, leg, hour)),
  }
}
