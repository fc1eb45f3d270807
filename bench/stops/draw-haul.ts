import { createEstimateRouting } from '../../server/platform/routing/estimate.ts'
import type { TravelMatrix } from '../../server/pricing/mend-order.ts'
import { createRandom } from '../../simulator/random.ts'

const CITY = { lat: 12.97, lng: 77.59 }
/** Half the width of the square that places lie in: some 11 km to each side. */
const HALF_DEG = 0.1
const NOON = 12
const routing = createEstimateRouting()

/** Seconds from each to each of a pickup, so many stops and a drop-off, anywhere in a city, by its own number. */
export function drawHaul(stops: number, number: number): Promise<TravelMatrix> {
  const random = createRandom(number, `stops ${stops}`)
  const place = () => ({
    lat: CITY.lat + random.between(-HALF_DEG, HALF_DEG),
    lng: CITY.lng + random.between(-HALF_DEG, HALF_DEG),
  })
  return routing.matrix(Array.from({ length: stops + 2 }, place), 'van', NOON)
}

/** Ways there and back that have nothing to do with each other, up to an hour: the hardest for any search. */
export function drawMaze(stops: number, number: number): TravelMatrix {
  const random = createRandom(number, `maze ${stops}`)
  const row = () => Array.from({ length: stops + 2 }, () => random.below(3_600))
  return Array.from({ length: stops + 2 }, row)
}
