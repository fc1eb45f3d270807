import RBush from 'rbush'
import { ZoneIndex } from '../../server/zones/zone-index.ts'
import type { Field } from './draw-field.ts'

export type Contender = {
  name: string
  /** What tells how many zones a place is in. */
  load(zones: Field['zones']): (lat: number, lng: number) => number
}

/** The index itself. */
const hexhaul: Contender = {
  name: 'Hexhaul',
  load(zones) {
    const index = new ZoneIndex<Field['zones'][number]>()
    for (const zone of zones) index.set(zone)
    return (lat, lng) => index.at(lat, lng).length
  },
}

/** An R*-tree of the boxes, loaded in bulk, with the same exact test as ours. */
const rTree: Contender = {
  name: 'R-tree (rbush)',
  load(zones) {
    const tree = new RBush<{ minX: number; minY: number; maxX: number; maxY: number; at: number }>()
    tree.load(
      zones.map(({ shape: { box } }, at) => ({
        ...{ minX: box.west, minY: box.south, maxX: box.east, maxY: box.north },
        at,
      })),
    )
    return (lat, lng) => {
      let count = 0
      for (const { at } of tree.search({ minX: lng, minY: lat, maxX: lng, maxY: lat }))
        if (zones[at]!.shape.contains(lat, lng)) count++
      return count
    }
  },
}

/** Each zone's box, in a flat array, and the exact test where it fits. */
const everybody: Contender = {
  name: 'every box, then exact',
  load(zones) {
    const boxes = Float64Array.from(
      zones.flatMap(({ shape: { box } }) => [box.west, box.south, box.east, box.north]),
    )
    return (lat, lng) => {
      let count = 0
      for (let at = 0, i = 0; at < zones.length; at++, i += 4) {
        if (lng < boxes[i]! || lat < boxes[i + 1]! || lng > boxes[i + 2]! || lat > boxes[i + 3]!) continue
        if (zones[at]!.shape.contains(lat, lng)) count++
      }
      return count
    }
  },
}

/** Ours first: the others are told as multiples of it. */
export const CONTENDERS: readonly Contender[] = [hexhaul, rTree, everybody]
