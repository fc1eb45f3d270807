import { distanceM } from '../../../server/tracking/geo.ts'
import { type Contender, K } from './contender.ts'
import type { Fleet } from './draw-fleet.ts'

/** A look at everybody: what all others must agree with. */
export function createEverybody(): Contender {
  let fleet: Fleet
  return {
    name: 'a look at everybody',
    movesPerLook: 1_000,
    questionsPerLook: 1,
    async load(given) {
      fleet = { ...given, lat: given.lat.slice(), lng: given.lng.slice() }
    },
    move({ handle, lat, lng }, from, to) {
      for (let i = from; i < to; i++) {
        fleet.lat[handle[i] as number] = lat[i] as number
        fleet.lng[handle[i] as number] = lng[i] as number
      }
    },
    ask({ lat, lng, vehicleClass }, from, to, found) {
      for (let i = from; i < to; i++) {
        const near = nearestOf(fleet, lat[i] as number, lng[i] as number, vehicleClass[i] as number)
        found?.push(near)
      }
    },
  }
}

function nearestOf(fleet: Fleet, lat: number, lng: number, vehicleClass: number): number[] {
  const near: number[] = []
  let reachM = Number.POSITIVE_INFINITY
  for (let handle = 0; handle < fleet.count; handle++) {
    if (fleet.vehicleClass[handle] !== vehicleClass || !fleet.isAvailable[handle]) continue
    const awayM = distanceM(lat, lng, fleet.lat[handle] as number, fleet.lng[handle] as number)
    if (awayM >= reachM) continue
    let at = near.length
    while (at > 0 && (near[at - 1] as number) > awayM) at--
    near.splice(at, 0, awayM)
    if (near.length > K) near.pop()
    if (near.length === K) reachM = near[K - 1] as number
  }
  return near
}
