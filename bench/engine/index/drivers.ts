import { VEHICLE_CLASSES } from '../../../server/tracking/driver.ts'
import { DriverIndex } from '../../../server/tracking/driver-index.ts'
import { FREE_VAN, REPORT } from '../free-van.ts'
import { type Contender, K } from './contender.ts'

/** The index of drivers that every process of ours keeps, as dispatch asks it. */
export function createDrivers(): Contender {
  const index = new DriverIndex()
  let ids: string[] = []
  return {
    name: 'Hexhaul, by driver id',
    movesPerLook: 1_000,
    questionsPerLook: 100,
    async load({ count, lat, lng, vehicleClass, isAvailable }) {
      ids = Array.from({ length: count }, (_, handle) => `driver-${handle}`)
      for (let handle = 0; handle < count; handle++) {
        const id = ids[handle] as string
        index.setAttributes(id, {
          ...FREE_VAN,
          vehicleClass: VEHICLE_CLASSES[vehicleClass[handle] as number]!,
          status: isAvailable[handle] ? 'available' : 'paused',
        })
        index.setPosition(id, { ...REPORT, lat: lat[handle] as number, lng: lng[handle] as number })
      }
    },
    move({ handle, lat, lng }, from, to) {
      for (let i = from; i < to; i++)
        index.setPosition(ids[handle[i] as number] as string, {
          ...REPORT,
          lat: lat[i] as number,
          lng: lng[i] as number,
        })
    },
    ask({ lat, lng, vehicleClass }, from, to, found) {
      for (let i = from; i < to; i++) {
        const near = index.nearest({
          lat: lat[i] as number,
          lng: lng[i] as number,
          k: K,
          vehicleClass: VEHICLE_CLASSES[vehicleClass[i] as number]!,
        })
        found?.push(near.map(({ distanceM }) => distanceM))
      }
    },
  }
}
