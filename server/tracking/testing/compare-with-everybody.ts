/** Fleets that change at random, and the driver index held against a look at everybody. */
import { expect } from 'bun:test'
import type { VehicleClass } from '../../../db/schema/fleet.ts'
import type { Random } from '../../testing/seeded-random.ts'
import { type DriverAttributes, isFresh, type Position, VEHICLE_CLASSES } from '../driver.ts'
import type { DriverIndex, Near } from '../driver-index.ts'
import { distanceM, EARTH_RADIUS_M } from '../geo.ts'
import type { Bbox } from '../grid.ts'

/** Where fleets are: each is a centre, how far its drivers spread, and how many of ten share a few exact places. */
export const FLEETS = [
  { name: 'a city', lat: 12.97, lng: 77.59, spreadDeg: 0.2, clusteredShare: 0 },
  { name: 'clusters', lat: 40.71, lng: -74, spreadDeg: 0.6, clusteredShare: 0.8 },
  { name: 'the antimeridian', lat: -16.5, lng: 179.99, spreadDeg: 0.5, clusteredShare: 0.1 },
  { name: 'the north pole', lat: 89.95, lng: 10, spreadDeg: 0.4, clusteredShare: 0.1 },
  { name: 'the south pole', lat: -89.99, lng: -170, spreadDeg: 3, clusteredShare: 0.1 },
  { name: 'the whole globe', lat: 0, lng: 0, spreadDeg: 180, clusteredShare: 0.1 },
] as const

export const attributes: DriverAttributes = {
  status: 'available',
  approval: 'approved',
  vehicleClass: 'van',
  vehicleId: null,
  capacityKg: 800,
  capacityM3: 5,
  isFit: true,
  bookingId: null,
  dropoff: null,
  waitingSinceMs: 0,
  ratingAvg: null,
  acceptanceRate: 1,
  dropOutRate: 0,
}
export const still = { headingDeg: null, speedMps: null, recordedAtMs: 0, heardAtMs: 0 }

const GLOBE_M = Math.PI * EARTH_RADIUS_M
export const wrap = (lng: number) => ((((lng + 180) % 360) + 360) % 360) - 180
const clamp = (lat: number) => Math.max(-90, Math.min(90, lat))
export type Fleet = (typeof FLEETS)[number]
export function placeIn({ lat, lng, spreadDeg, clusteredShare }: Fleet, random: Random) {
  // A clustered driver stands on one of four places, where others stand too.
  const at = () => (random() < clusteredShare ? Math.floor(random() * 2) / 2 : random()) - 0.5
  return { lat: clamp(lat + at() * spreadDeg), lng: wrap(lng + at() * spreadDeg * 2) }
}

export type Known = { attributes: DriverAttributes; position: Position | null }

/** One change of one driver, to the index and to the plain map that it is held against. */
export function change(
  index: DriverIndex,
  known: Map<string, Known>,
  fleet: Fleet,
  id: string,
  random: Random,
) {
  const driver = known.get(id)
  const dice = random()
  if (driver && dice < 0.1) {
    known.delete(id)
    expect(index.remove(id)).toBe(true)
    return
  }
  const vehicleClass = VEHICLE_CLASSES[Math.floor(random() * 4)] as VehicleClass
  const next: DriverAttributes = {
    ...attributes,
    vehicleClass: driver && dice < 0.7 ? driver.attributes.vehicleClass : vehicleClass,
    status: random() < 0.9 ? 'available' : 'paused',
    bookingId: random() < 0.85 ? null : 'b',
    isFit: random() < 0.95,
  }
  index.setAttributes(id, next)
  let position = driver?.position ?? null
  if (!position || dice < 0.6) {
    const times = {
      recordedAtMs: Math.floor(random() * 10) + 1_000 * known.size,
      heardAtMs: Math.floor(random() * 10),
    }
    const moved = { ...still, ...placeIn(fleet, random), ...times }
    if (index.setPosition(id, moved)) position = moved
    else expect(moved.recordedAtMs).toBeLessThan(position?.recordedAtMs ?? 0)
  }
  known.set(id, { attributes: next, position })
}

function nearestByBruteForce(
  known: Map<string, Known>,
  away: ReadonlyMap<string, number>,
  {
    k,
    vehicleClass,
    maxDistanceM,
    freshAfterMs,
  }: { k: number; vehicleClass: VehicleClass; maxDistanceM: number; freshAfterMs: number },
): number[] {
  const found: number[] = []
  for (const [id, distance] of away) {
    const { attributes: is, position } = known.get(id) as Known & { position: Position }
    if (is.vehicleClass !== vehicleClass || is.status !== 'available' || is.bookingId || !is.isFit) continue
    if (distance > maxDistanceM || !isFresh(position, freshAfterMs)) continue
    if (found.length === k && distance >= (found[k - 1] as number)) continue
    const at = found.findIndex((other) => other > distance)
    found.splice(at === -1 ? found.length : at, 0, distance)
    if (found.length > k) found.pop()
  }
  return found
}

const isBetween = ({ west, south, east, north }: Bbox, { lat, lng }: Position) => {
  const turned = east < west ? east + 360 : east
  const isOn = (at: number) => at >= west && at <= turned
  return lat >= south && lat <= north && (isOn(lng) || isOn(lng + 360) || isOn(lng - 360))
}

/** Asks the index six questions about a place and holds each against a look at everybody. Returns how many were asked. */
export function askAround(
  index: DriverIndex,
  known: Map<string, Known>,
  fleet: Fleet,
  random: Random,
): number {
  const from =
    random() < 0.05
      ? { lat: clamp((random() - 0.5) * 180), lng: wrap(random() * 360) }
      : placeIn(fleet, random)
  const away = new Map<string, number>()
  for (const [id, { position }] of known)
    if (position) away.set(id, distanceM(from.lat, from.lng, position.lat, position.lng))
  const reachM = random() < 0.5 ? Number.POSITIVE_INFINITY : random() ** 3 * fleet.spreadDeg * 111_000
  for (const vehicleClass of VEHICLE_CLASSES) {
    const query = {
      vehicleClass,
      k: 1 + Math.floor(random() * 16),
      maxDistanceM: reachM,
      freshAfterMs: random() < 0.5 ? 0 : Math.floor(random() * 10),
    }
    const found = index.nearest({ ...from, ...query })
    const expected = nearestByBruteForce(known, away, query)
    const isSame =
      found.length === expected.length && found.every((near, i) => near.distanceM === expected[i])
    const isTrue = found.every(({ driverId, distanceM }) => away.get(driverId) === distanceM)
    // Compared by hand first: half a million calls of `expect` take longer than the questions.
    if (!isSame || !isTrue) expect({ from, query, found }).toEqual({ from, query, found: expected as never })
  }
  const radiusM = Math.min(reachM, GLOBE_M)
  const isReached = ({ attributes: is, position }: Known) =>
    position && is.status === 'available' && !is.bookingId && is.isFit && isFresh(position, 5)
  const around = new Set<string>()
  for (const [id, distance] of away)
    if (distance <= radiusM && isReached(known.get(id) as Known)) around.add(id)
  const reached = index.withinRadius({ ...from, maxDistanceM: radiusM, freshAfterMs: 5 })
  const isRight = ({ driverId, distanceM }: Near) => around.has(driverId) && away.get(driverId) === distanceM
  if (reached.length !== around.size || !reached.every(isRight))
    expect({ from, radiusM, found: reached }).toEqual({ from, radiusM, found: [...around] as never })
  const halfDeg = random() ** 2 * fleet.spreadDeg
  const bbox = {
    west: wrap(from.lng - halfDeg),
    south: clamp(from.lat - halfDeg / 2),
    // Now and then the whole way around, but for a sliver.
    east: wrap(random() < 0.1 ? from.lng - halfDeg - 1e-4 : from.lng + halfDeg * random()),
    north: clamp(from.lat + halfDeg / 2),
  }
  const inside = new Set<string>()
  for (const [id, { position }] of known) if (position && isBetween(bbox, position)) inside.add(id)
  const found = index.withinBbox(bbox)
  if (found.length !== inside.size || !found.every(({ driverId }) => inside.has(driverId)))
    expect({ bbox, found: found.map(({ driverId }) => driverId) }).toEqual({ bbox, found: [...inside] })
  return VEHICLE_CLASSES.length + 2
}
