import { createRandom, type Random } from '../../../simulator/random.ts'
import type { Places } from '../read-pickups.ts'

export const CLASS_COUNT = 4
/** Every second driver has a van, every fourth a bike; three in ten are on a haul or on a break. */
const CLASS_OF_EIGHT = [1, 1, 1, 1, 0, 0, 2, 3]
const AVAILABLE_SHARE = 0.7
/** A sparse fleet lies anywhere in a country of this extent. */
const COUNTRY = { south: 44, west: 1, extentDeg: 6 }
/** How far a driver gets between two reports, and how far from a pickup they may stand, each way at the most. */
const MOVE_DEG = 0.0004
const CLUSTER_DEG = 0.002

export type Spread = 'sparse' | 'clustered'

export type Fleet = {
  count: number
  lat: Float64Array
  lng: Float64Array
  vehicleClass: Uint8Array
  isAvailable: Uint8Array
}

/** Reports of positions: the same for everyone who is measured. */
export type Moves = { handle: Uint32Array; lat: Float64Array; lng: Float64Array }
export type Questions = { lat: Float64Array; lng: Float64Array; vehicleClass: Uint8Array }

function createPlace(random: Random, spread: Spread, pickups: Places): () => { lat: number; lng: number } {
  const near = (at: number) => at + random.between(-CLUSTER_DEG, CLUSTER_DEG)
  if (spread === 'sparse')
    return () => ({
      lat: COUNTRY.south + random.next() * COUNTRY.extentDeg,
      lng: COUNTRY.west + random.next() * COUNTRY.extentDeg,
    })
  return () => {
    const at = random.below(pickups.lat.length)
    return { lat: near(pickups.lat[at] as number), lng: near(pickups.lng[at] as number) }
  }
}

/** Drivers in a city, where the pickups are, or anywhere in a country. */
export function drawFleet(count: number, spread: Spread, pickups: Places): Fleet {
  const random = createRandom(count, `fleet ${spread}`)
  const place = createPlace(random, spread, pickups)
  const places = Array.from({ length: count }, place)
  return {
    count,
    lat: Float64Array.from(places, ({ lat }) => lat),
    lng: Float64Array.from(places, ({ lng }) => lng),
    vehicleClass: Uint8Array.from({ length: count }, () => random.pick(CLASS_OF_EIGHT)),
    isAvailable: Uint8Array.from({ length: count }, () => Number(random.chance(AVAILABLE_SHARE))),
  }
}

/** Drivers report that they have driven on a little. */
export function drawMoves(fleet: Fleet, count: number): Moves {
  const random = createRandom(count, 'moves')
  const handle = Uint32Array.from({ length: count }, () => random.below(fleet.count))
  const moved = (from: Float64Array) =>
    Float64Array.from(handle, (at) => (from[at] as number) + random.between(-MOVE_DEG, MOVE_DEG))
  return { handle, lat: moved(fleet.lat), lng: moved(fleet.lng) }
}

export function drawQuestions(count: number, spread: Spread, pickups: Places): Questions {
  const random = createRandom(count, `questions ${spread}`)
  const places = Array.from({ length: count }, createPlace(random, spread, pickups))
  return {
    lat: Float64Array.from(places, ({ lat }) => lat),
    lng: Float64Array.from(places, ({ lng }) => lng),
    vehicleClass: Uint8Array.from({ length: count }, () => random.pick(CLASS_OF_EIGHT)),
  }
}
