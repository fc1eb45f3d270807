import type { Point } from '../geo.ts'

export const STREET_CLASSES = ['motorway', 'arterial', 'street', 'lane'] as const
export type StreetClass = (typeof STREET_CLASSES)[number]

/** Free-flow speed of a loaded vehicle, in metres per second, by index in STREET_CLASSES. */
export const STREET_SPEEDS_MPS: readonly number[] = [18, 12, 8.5, 6]

export type Street = { name: string; class: StreetClass; district: string }

/** A street network in compressed sparse rows; every street can be driven both ways. */
export type StreetGraph = {
  nodeCount: number
  lat: Float64Array
  lng: Float64Array
  /** Edges of node n are firstEdge[n] up to, not including, firstEdge[n + 1]. */
  firstEdge: Uint32Array
  target: Uint32Array
  lengthM: Float32Array
  /** Index into `streets`. */
  streetOf: Uint32Array
  streets: Street[]
}

export type Area = { name: string; ring: Point[] }
export type HotSpotKind = 'market' | 'warehouse' | 'station' | 'shops'
export type HotSpot = { name: string; kind: HotSpotKind; node: number; weight: number }

export type City = {
  seed: number
  centre: Point
  radiusM: number
  graph: StreetGraph
  districts: Area[]
  parks: Area[]
  water: Area[]
  hotSpots: HotSpot[]
}
