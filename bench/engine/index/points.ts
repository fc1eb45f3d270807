import { PointIndex } from '../../../server/tracking/point-index.ts'
import { type Contender, K } from './contender.ts'
import { CLASS_COUNT } from './draw-fleet.ts'

/** The slot of those who cannot be matched. */
const OTHERS = CLASS_COUNT
const SLOTS = Array.from({ length: CLASS_COUNT }, (_, slot) => [slot])

/** The index itself, by handle: what the one of drivers stands on. */
export function createPoints(): Contender {
  const index = new PointIndex(CLASS_COUNT + 1)
  let slots = new Uint8Array(0)
  return {
    name: 'Hexhaul',
    movesPerLook: 1_000,
    questionsPerLook: 100,
    async load({ count, lat, lng, vehicleClass, isAvailable }) {
      slots = Uint8Array.from(vehicleClass, (slot, handle) => (isAvailable[handle] ? slot : OTHERS))
      for (let handle = 0; handle < count; handle++)
        index.set(handle, lat[handle] as number, lng[handle] as number, slots[handle])
    },
    move({ handle, lat, lng }, from, to) {
      for (let i = from; i < to; i++) {
        const at = handle[i] as number
        index.set(at, lat[i] as number, lng[i] as number, slots[at])
      }
    },
    ask({ lat, lng, vehicleClass }, from, to, found) {
      for (let i = from; i < to; i++) {
        const { distancesM, size } = index.nearest({
          lat: lat[i] as number,
          lng: lng[i] as number,
          k: K,
          slots: SLOTS[vehicleClass[i] as number] as readonly number[],
        })
        found?.push(Array.from(distancesM.subarray(0, size)))
      }
    },
  }
}
