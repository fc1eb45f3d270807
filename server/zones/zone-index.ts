import { latLngToCell } from 'h3-js'
import {
  FINEST_RES,
  HIGH_ONES,
  highOf,
  highWord,
  LOW_ONES,
  lowOf,
  lowWord,
  resolutionOf,
} from './cover/cell-keys.ts'
import { CellTable } from './cover/cell-table.ts'
import { coverShape } from './cover/cover-shape.ts'
import type { ZoneShape } from './shape/zone-shape.ts'

/** What the index needs of whatever it finds. */
export type Shaped = { id: string; shape: ZoneShape }

const NOTHING: readonly never[] = []

/**
 * The zones of a place. One look costs the cell of the place, a hash for each resolution that any cover uses, and the exact
 * test for those zones whose border is near: none of it grows with how many zones there are elsewhere.
 */
export class ZoneIndex<Zone extends Shaped> {
  private readonly table = new CellTable()
  private readonly byHandle: (Zone | undefined)[] = []
  private readonly handles = new Map<string, number>()
  private readonly keysByHandle: Float64Array[] = []
  private readonly freeHandles: number[] = []
  /** How many cells of each resolution there are. */
  private readonly cellCounts = new Int32Array(FINEST_RES + 1)
  private resolutions: number[] = []

  get size(): number {
    return this.handles.size
  }

  get cellCount(): number {
    return this.cellCounts.reduce((sum, count) => sum + count, 0)
  }

  get(id: string): Zone | undefined {
    const handle = this.handles.get(id)
    return handle === undefined ? undefined : this.byHandle[handle]
  }

  all(): Zone[] {
    return [...this.handles.values()].map((handle) => this.byHandle[handle]!)
  }

  /** Takes a zone in, in place of an earlier one of its id. */
  set(zone: Zone): void {
    this.remove(zone.id)
    const handle = this.freeHandles.pop() ?? this.byHandle.length
    this.byHandle[handle] = zone
    this.handles.set(zone.id, handle)
    const cover = coverShape(zone.shape)
    for (const { key, relation } of cover) {
      this.table.add(highWord(key), lowWord(key), handle, relation === 'all')
      this.count(resolutionOf(key), 1)
    }
    this.keysByHandle[handle] = Float64Array.from(cover, ({ key }) => key)
  }

  remove(id: string): void {
    const handle = this.handles.get(id)
    if (handle === undefined) return
    for (const key of this.keysByHandle[handle]!) {
      this.table.remove(highWord(key), lowWord(key), handle)
      this.count(resolutionOf(key), -1)
    }
    this.keysByHandle[handle] = new Float64Array()
    this.byHandle[handle] = undefined
    this.handles.delete(id)
    this.freeHandles.push(handle)
  }

  /** The zones that a place is inside of, or on the border of. */
  at(lat: number, lng: number): readonly Zone[] {
    if (this.handles.size === 0) return NOTHING
    const cell = latLngToCell(lat, lng, FINEST_RES)
    const [high, low] = [highOf(cell), lowOf(cell)]
    const { table } = this
    let found: Zone[] | undefined
    for (const res of this.resolutions) {
      let entry = table.first(high | HIGH_ONES[res]!, low | LOW_ONES[res]!)
      for (; entry >= 0; entry = table.next(entry)) {
        const zone = this.byHandle[table.handleOf(entry)]!
        if (!table.isWhole(entry) && !zone.shape.contains(lat, lng)) continue
        found ??= []
        found.push(zone)
      }
    }
    return found ?? NOTHING
  }

  private count(res: number, change: 1 | -1): void {
    this.cellCounts[res]! += change
    if (this.cellCounts[res] === (change === 1 ? 1 : 0))
      this.resolutions = [...this.cellCounts.keys()].filter((each) => this.cellCounts[each]! > 0)
  }
}
