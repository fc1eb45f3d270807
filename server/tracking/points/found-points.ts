import { metresOf } from '../geo.ts'
import { withRoom } from './block-pool.ts'

/** What a search has found: handles and their distances side by side. The next search writes over it. */
export class FoundPoints {
  handles = new Int32Array(64)
  distancesM = new Float64Array(64)
  size = 0

  /** Adds at the end. */
  push(handle: number, key: number): void {
    const at = this.size++
    if (at === this.handles.length) {
      this.handles = withRoom(this.handles, at + 1)
      this.distancesM = withRoom(this.distancesM, at + 1)
    }
    this.handles[at] = handle
    this.distancesM[at] = key
  }

  /** Adds by the order of the keys, least first, and keeps the first `k`. */
  insert(handle: number, key: number, k: number): void {
    if (this.size < k) this.push(handle, key)
    const { handles, distancesM } = this
    let at = this.size - 1
    for (; at > 0 && (distancesM[at - 1] as number) > key; at--) {
      distancesM[at] = distancesM[at - 1] as number
      handles[at] = handles[at - 1] as number
    }
    distancesM[at] = key
    handles[at] = handle
  }

  /** Turns the keys, haversines, into metres, and drops what is farther than a distance. */
  settle(maxDistanceM: number): void {
    const { handles, distancesM } = this
    let kept = 0
    for (let i = 0; i < this.size; i++) {
      const awayM = metresOf(distancesM[i] as number)
      if (awayM > maxDistanceM) continue
      handles[kept] = handles[i] as number
      distancesM[kept++] = awayM
    }
    this.size = kept
  }
}
