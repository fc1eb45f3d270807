/** A binary heap of columns, nearest first and among equals the lower column, that knows where each lies. */
export class ColumnHeap {
  private readonly distance: Float64Array
  private readonly columns: Int32Array
  private readonly placeOf: Int32Array
  private size = 0

  /** `distance` is read as it is at each call: change it only before `push` or `moveUp`. */
  constructor(distance: Float64Array, columnCount: number) {
    this.distance = distance
    this.columns = new Int32Array(columnCount)
    this.placeOf = new Int32Array(columnCount)
  }

  clear(): void {
    this.size = 0
  }

  push(column: number): void {
    this.placeOf[column] = this.size
    this.columns[this.size++] = column
    this.moveUp(column)
  }

  /** To be called after the column's distance has become less. */
  moveUp(column: number): void {
    let place = this.placeOf[column] as number
    while (place > 0) {
      const parent = (place - 1) >> 1
      const above = this.columns[parent] as number
      if (!this.isNearer(column, above)) break
      this.put(above, place)
      place = parent
    }
    this.put(column, place)
  }

  /** Takes the nearest column out; -1 when there is none. */
  pop(): number {
    if (this.size === 0) return -1
    const first = this.columns[0] as number
    const last = this.columns[--this.size] as number
    let place = 0
    for (;;) {
      let child = place * 2 + 1
      if (child >= this.size) break
      const right = child + 1
      if (right < this.size && this.isNearer(this.columns[right] as number, this.columns[child] as number))
        child = right
      if (!this.isNearer(this.columns[child] as number, last)) break
      this.put(this.columns[child] as number, place)
      place = child
    }
    if (this.size > 0) this.put(last, place)
    return first
  }

  private put(column: number, place: number): void {
    this.columns[place] = column
    this.placeOf[column] = place
  }

  private isNearer(one: number, other: number): boolean {
    const gap = (this.distance[one] as number) - (this.distance[other] as number)
    return gap < 0 || (gap === 0 && one < other)
  }
}
