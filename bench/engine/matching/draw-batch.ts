import type { SparseGraph } from '../../../server/assignment/assign-sparse.ts'
import { DriverIndex } from '../../../server/tracking/driver-index.ts'
import { createRandom } from '../../../simulator/random.ts'
import { FREE_VAN, REPORT } from '../free-van.ts'
import type { Places } from '../read-pickups.ts'

export const CANDIDATES_MAX = 16
/** As the embedded routing estimates a van's way at noon. */
const DETOUR_FACTOR = 1.35
const SPEED_MPS = 6
const UNMATCHED_S = 7_200
/** What waiting, a rating and acceptance make a driver cheaper by at the most, together. */
const BONUS_MAX_S = 180
const SPREAD_DEG = 0.002

export type Batch = {
  index: DriverIndex
  /** The column of each driver. */
  columnOf: ReadonlyMap<string, number>
  bonusS: Float64Array
  lat: Float64Array
  lng: Float64Array
}

/** Free drivers and open bookings, all near the places of real pickups. */
export function drawBatch(bookings: number, drivers: number, pickups: Places): Batch {
  const random = createRandom(bookings, `batch ${drivers}`)
  const place = () => {
    const at = random.below(pickups.lat.length)
    const near = (of: Float64Array) => (of[at] as number) + random.between(-SPREAD_DEG, SPREAD_DEG)
    return { lat: near(pickups.lat), lng: near(pickups.lng) }
  }
  const index = new DriverIndex()
  const ids = Array.from({ length: drivers }, (_, column) => `driver-${column}`)
  for (const id of ids) {
    index.setAttributes(id, FREE_VAN)
    index.setPosition(id, { ...REPORT, ...place() })
  }
  const asked = Array.from({ length: bookings }, place)
  return {
    index,
    columnOf: new Map(ids.map((id, column) => [id, column])),
    bonusS: Float64Array.from(ids, () => Math.floor(random.next() * BONUS_MAX_S)),
    lat: Float64Array.from(asked, ({ lat }) => lat),
    lng: Float64Array.from(asked, ({ lng }) => lng),
  }
}

/** The candidates of each booking with their costs in whole seconds, by the index. */
export function findEdges({ index, columnOf, bonusS, lat, lng }: Batch): SparseGraph {
  const rows = lat.length
  const rowStart = new Int32Array(rows + 1)
  const column = new Int32Array(rows * CANDIDATES_MAX)
  const costs = new Float64Array(rows * CANDIDATES_MAX)
  let end = 0
  for (let row = 0; row < rows; row++) {
    const near = index.nearest({
      lat: lat[row] as number,
      lng: lng[row] as number,
      k: CANDIDATES_MAX,
      vehicleClass: FREE_VAN.vehicleClass,
    })
    for (const { driverId, distanceM } of near) {
      const at = columnOf.get(driverId) as number
      column[end] = at
      costs[end++] = Math.round((distanceM * DETOUR_FACTOR) / SPEED_MPS) - (bonusS[at] as number)
    }
    rowStart[row + 1] = end
  }
  const aloneCosts = new Float64Array(rows).fill(UNMATCHED_S)
  return { rowStart, column, costs, aloneCosts, columnCount: columnOf.size }
}
