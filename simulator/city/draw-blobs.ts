import type { Random } from '../random.ts'
import type { District } from './draw-main-roads.ts'
import type { Network } from './network.ts'
import { type Blob, createBlob } from './terrain.ts'

const LAKES = 3
const PARKS = 9

/** Distance from a district's centre to its nearest main road: what a lake may fill. */
function inradiusM(network: Network, district: District): number {
  return Math.min(
    ...district.corners.map((from, i) => {
      const to = district.corners[(i + 1) % district.corners.length] as number
      const [a, b] = [network.at(from), network.at(to)]
      const lengthM = Math.hypot(b.x - a.x, b.y - a.y)
      const { x, y } = district.centre
      return Math.abs((b.x - a.x) * (a.y - y) - (a.x - x) * (b.y - a.y)) / lengthM
    }),
  )
}

/** Lakes and parks, each inside a district of its own and clear of its main roads. */
export function drawBlobs(network: Network, districts: readonly District[], random: Random): Blob[] {
  const free = districts.filter((district) => district.band > 0)
  return Array.from({ length: LAKES + PARKS }, (_, i) => {
    const [district] = free.splice(random.below(free.length), 1)
    if (!district) throw new RangeError('more parks than districts')
    const isWater = i < LAKES
    const radiusM = inradiusM(network, district) * random.between(0.5, 0.85)
    return createBlob(
      random,
      `${district.name} ${isWater ? 'Lake' : 'Park'}`,
      isWater,
      district.centre,
      radiusM,
    )
  })
}
