/*
 * Which zones have a cell in their cover: an open-addressed table over the two integers of a cell, whose slots begin lists of
 * entries. All of it is typed arrays, so that a million entries are some 35 MB, and a change of one zone costs its own cells.
 */
const SLOTS_MIN = 1_024
const ENTRIES_MIN = 1_024
const NONE = -1
/** A slot that was never used; no list begins at it, and a search ends there. */
const UNUSED = -2
const GROWTH = 2
/** Past it, searches along used slots grow long. */
const USED_SHARE_MAX = 0.7

export class CellTable {
  private highs = new Int32Array(SLOTS_MIN)
  private lows = new Int32Array(SLOTS_MIN)
  private heads = new Int32Array(SLOTS_MIN).fill(UNUSED)
  private usedSlots = 0
  /** Of an entry: the handle doubled, plus one where the whole cell is inside; and the entry after it. */
  private values = new Int32Array(ENTRIES_MIN)
  private nexts = new Int32Array(ENTRIES_MIN)
  private entryCount = 0
  private free = NONE

  add(high: number, low: number, handle: number, isWhole: boolean): void {
    if (this.usedSlots >= USED_SHARE_MAX * this.heads.length) this.growSlots()
    const slot = this.slotOf(high, low)
    if (this.heads[slot] === UNUSED) {
      this.highs[slot] = high
      this.lows[slot] = low
      this.heads[slot] = NONE
      this.usedSlots++
    }
    const entry = this.takeEntry()
    this.values[entry] = 2 * handle + (isWhole ? 1 : 0)
    this.nexts[entry] = this.heads[slot]!
    this.heads[slot] = entry
  }

  /** Takes a zone out of a cell that it was added to. */
  remove(high: number, low: number, handle: number): void {
    const slot = this.slotOf(high, low)
    let before = NONE
    let entry = this.heads[slot]!
    while (entry >= 0 && this.values[entry]! >> 1 !== handle) {
      before = entry
      entry = this.nexts[entry]!
    }
    if (entry < 0) return
    if (before === NONE) this.heads[slot] = this.nexts[entry]!
    else this.nexts[before] = this.nexts[entry]!
    this.nexts[entry] = this.free
    this.free = entry
  }

  /** The first entry of a cell; negative when it has none. */
  first(high: number, low: number): number {
    return this.heads[this.slotOf(high, low)]!
  }

  next(entry: number): number {
    return this.nexts[entry]!
  }

  handleOf(entry: number): number {
    return this.values[entry]! >> 1
  }

  isWhole(entry: number): boolean {
    return (this.values[entry]! & 1) === 1
  }

  /** Where a cell is, or would come. */
  private slotOf(high: number, low: number): number {
    const { heads, highs, lows } = this
    const mask = heads.length - 1
    let slot = mix(high, low) & mask
    while (heads[slot] !== UNUSED && (lows[slot] !== low || highs[slot] !== high)) slot = (slot + 1) & mask
    return slot
  }

  private growSlots(): void {
    const { highs, lows, heads } = this
    this.highs = new Int32Array(heads.length * GROWTH)
    this.lows = new Int32Array(heads.length * GROWTH)
    this.heads = new Int32Array(heads.length * GROWTH).fill(UNUSED)
    this.usedSlots = 0
    for (const [old, head] of heads.entries()) {
      // Cells that no zone has any longer are left behind.
      if (head < 0) continue
      const slot = this.slotOf(highs[old]!, lows[old]!)
      this.highs[slot] = highs[old]!
      this.lows[slot] = lows[old]!
      this.heads[slot] = head
      this.usedSlots++
    }
  }

  private takeEntry(): number {
    if (this.free !== NONE) {
      const entry = this.free
      this.free = this.nexts[entry]!
      return entry
    }
    if (this.entryCount === this.values.length) {
      this.values = grown(this.values)
      this.nexts = grown(this.nexts)
    }
    return this.entryCount++
  }
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * GROWTH)
  larger.set(array)
  return larger
}

/** Both words mixed (the finaliser of MurmurHash3): neighbouring cells differ in few bits. */
function mix(high: number, low: number): number {
  let hash = low ^ Math.imul(high, 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
