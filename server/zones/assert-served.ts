import { gridDisk } from 'h3-js'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import type { GeoPoint } from '../../db/schema/pricing.ts'
import { DomainError } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import { holdsFor } from './holds-for.ts'
import type { BorderPlace, ZoneShape } from './shape/zone-shape.ts'
import type { ZoneBook } from './zone-book.ts'

const NEAREST_MAX = 3
/** Markets around the one of the pickup, where served areas are looked for. */
const NEAR_RINGS = 1
const STEP_M = 1

type Haul = {
  market: string
  vehicleClass: VehicleClass
  pickup: GeoPoint
  dropoff: GeoPoint
  stops: readonly GeoPoint[]
}
type Place = { path: string; point: GeoPoint }

/**
 * Whether a haul may be had. No place of it may lie in a no-go area. In a market with service areas the pickup must lie in one;
 * where every area of the pickup keeps its hauls inside, so must all other places, in whichever area. Areas count that are
 * active and hold for the class. A market without any is served everywhere.
 * @throws DomainError in_no_go_area, outside_service_area; both name each place, the latter tells what is served nearby.
 */
export function assertServed({ zones }: Pick<Context, 'zones'>, haul: Haul): void {
  const { pickup, dropoff, stops, vehicleClass, market } = haul
  const places: Place[] = [
    { path: 'pickup', point: pickup },
    { path: 'dropoff', point: dropoff },
    ...stops.map((point, i) => ({ path: `stops.${i}`, point })),
  ]
  refuseNoGo(zones, places, vehicleClass)
  const around = areasAt(zones, pickup, vehicleClass)
  if (around.length === 0) {
    if (!zones.ofMarket('service_area', market).some(holdsFor(vehicleClass))) return
    throw outside([places[0]!], nearestAreas(zones, haul))
  }
  if (!around.every(({ keepsHaulsInside }) => keepsHaulsInside)) return
  const beyond = places.filter(({ point }) => areasAt(zones, point, vehicleClass).length === 0)
  if (beyond.length > 0) throw outside(beyond, nearestAreas(zones, { ...haul, pickup: beyond[0]!.point }))
}

const areasAt = (zones: ZoneBook, point: GeoPoint, vehicleClass: VehicleClass) =>
  zones.at('service_area', point).filter(holdsFor(vehicleClass))

function refuseNoGo(zones: ZoneBook, places: readonly Place[], vehicleClass: VehicleClass): void {
  const barred = places.flatMap(({ path, point }) => {
    const zone = zones.at('no_go', point).find(holdsFor(vehicleClass))
    return zone ? [{ path, zone: { id: zone.id, name: zone.name } }] : []
  })
  if (barred.length === 0) return
  throw new DomainError('invalid', 'in_no_go_area', 'Hexhaul does not go there with this vehicle class.', {
    fields: barred.map(({ path, zone }) => ({ path, message: `It lies in ${zone.name}.` })),
    extra: { noGoAreas: barred.map(({ path, zone }) => ({ path, ...zone })) },
  })
}

function outside(places: readonly Place[], nearest: ReturnType<typeof nearestAreas>) {
  const [first] = nearest
  const hint = first ? ` ${first.name} is ${(first.distanceM / 1_000).toFixed(1)} km away.` : ''
  const detail = `Hexhaul does not serve this place with this vehicle class.${hint}`
  return new DomainError('invalid', 'outside_service_area', detail, {
    fields: places.map(({ path }) => ({ path, message: 'It lies outside every service area.' })),
    extra: { servedNearby: nearest },
  })
}

/** A place of the border moved on by a metre, so that no rounding leaves it outside. */
function stepInside(shape: ZoneShape, from: GeoPoint, { lat, lng, distanceM }: BorderPlace): GeoPoint {
  const share = 1 + STEP_M / Math.max(STEP_M, distanceM)
  const place = { lat: from.lat + share * (lat - from.lat), lng: from.lng + share * (lng - from.lng) }
  return shape.contains(place.lat, place.lng) ? place : { lat, lng }
}

/** The nearest areas of the market and those around it, with the nearest place that each serves. */
function nearestAreas(zones: ZoneBook, { market, vehicleClass, pickup }: Haul) {
  const near = gridDisk(market, NEAR_RINGS).flatMap((each) => zones.ofMarket('service_area', each))
  return [...new Set(near)]
    .filter(holdsFor(vehicleClass))
    .map((zone) => {
      const border = zone.shape.nearestOnBorder(pickup.lat, pickup.lng)
      const { id, name, shape } = zone
      return { id, name, distanceM: Math.round(border.distanceM), nearest: stepInside(shape, pickup, border) }
    })
    .sort((a, b) => a.distanceM - b.distanceM)
    .slice(0, NEAREST_MAX)
}
