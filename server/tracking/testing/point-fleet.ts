/** Points that move at random, known to an index and to plain arrays, and the one held against the other. */
import { expect } from 'bun:test'
import type { Random } from '../../testing/seeded-random.ts'
import { haversine, metresOf } from '../geo.ts'
import { type Bbox, isInside } from '../grid.ts'
import { PointIndex } from '../point-index.ts'
import type { FoundPoints } from '../points/found-points.ts'

export const SLOTS = 3
const NOWHERE = -1
type Place = { lat: number; lng: number }

export class PointFleet {
  readonly index = new PointIndex(SLOTS)
  readonly lat: Float64Array
  readonly lng: Float64Array
  readonly slot: Int8Array
  private readonly placeOf: () => Place
  private readonly random: Random

  constructor(size: number, placeOf: () => Place, random: Random) {
    this.lat = new Float64Array(size)
    this.lng = new Float64Array(size)
    this.slot = new Int8Array(size).fill(NOWHERE)
    this.placeOf = placeOf
    this.random = random
    for (let handle = 0; handle < size; handle++) this.put(handle, placeOf(), this.anySlot())
  }

  /** One point leaves, changes its slot, drives a little or appears elsewhere. */
  change(): void {
    const handle = Math.floor(this.random() * this.slot.length)
    const slot = this.slot[handle] as number
    const dice = this.random()
    if (dice < 0.1) {
      if (this.index.remove(handle) !== (slot !== NOWHERE)) expect(`handle ${handle}`).toBe('as it was known')
      this.slot[handle] = NOWHERE
    } else if (dice < 0.6 && slot !== NOWHERE) {
      const by = () => (this.random() - 0.5) * 0.001
      const lat = Math.max(-90, Math.min(90, (this.lat[handle] as number) + by()))
      this.put(handle, { lat, lng: (this.lng[handle] as number) + by() }, slot)
    } else this.put(handle, this.placeOf(), this.anySlot())
  }

  /** Asks for the nearest, for a radius and for a box, of one slot or all, and looks at every point for the same. */
  ask(from: Place, reachM: number, k: number, bbox: Bbox): number {
    const slots = this.random() < 0.3 ? [0, 1, 2] : [this.anySlot()]
    const awayM = this.slot.reduce<Map<number, number>>((away, slot, handle) => {
      if (slots.includes(slot)) away.set(handle, this.awayM(from, handle))
      return away
    }, new Map())
    const inReach = new Map([...awayM].filter(([, away]) => away <= reachM))
    const isTrue = ({ handles, distancesM, size }: FoundPoints) =>
      handles.subarray(0, size).every((handle, i) => inReach.get(handle) === distancesM[i])
    const nearest = this.index.nearest({ ...from, k, slots, maxDistanceM: reachM })
    const expected = Float64Array.from(inReach.values()).sort().subarray(0, k)
    const isSame =
      expected.length === nearest.size && expected.every((away, i) => nearest.distancesM[i] === away)
    if (!isSame || !isTrue(nearest)) expect({ from, k, slots, reachM, ...nearest }).toEqual(expected as never)
    const around = this.index.withinRadius({ ...from, slots, maxDistanceM: reachM })
    if (around.size !== inReach.size || !isTrue(around))
      expect({ from, slots, reachM, ...around }).toEqual(inReach as never)
    const inBox = new Set<number>()
    for (const handle of awayM.keys())
      if (isInside(bbox, this.lat[handle] as number, this.lng[handle] as number)) inBox.add(handle)
    const boxed = this.index.withinBox(bbox, slots)
    if (
      boxed.size !== inBox.size ||
      !boxed.handles.subarray(0, boxed.size).every((handle) => inBox.has(handle))
    )
      expect({ bbox, slots, ...boxed }).toEqual(inBox as never)
    return 3
  }

  private awayM({ lat, lng }: Place, handle: number): number {
    return metresOf(haversine(lat, lng, this.lat[handle] as number, this.lng[handle] as number))
  }

  private anySlot(): number {
    return Math.floor(this.random() * SLOTS)
  }

  private put(handle: number, { lat, lng }: Place, slot: number): void {
    this.lat[handle] = lat
    this.lng[handle] = lng
    this.slot[handle] = slot
    this.index.set(handle, lat, lng, slot)
  }
}
