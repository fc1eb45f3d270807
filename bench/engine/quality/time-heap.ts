/** What happens when, the earliest first: a binary heap. */
export class TimeHeap {
  private readonly items: { atS: number; value: number }[] = []

  get firstAtS(): number {
    return this.items[0]?.atS ?? Number.POSITIVE_INFINITY
  }

  push(atS: number, value: number): void {
    const { items } = this
    let at = items.length
    items.push({ atS, value })
    while (at > 0) {
      const above = (at - 1) >> 1
      if ((items[above] as { atS: number }).atS <= atS) break
      items[at] = items[above] as { atS: number; value: number }
      at = above
    }
    items[at] = { atS, value }
  }

  /** The value of the earliest; there must be one. */
  pop(): number {
    const { items } = this
    const first = items[0] as { atS: number; value: number }
    const last = items.pop() as { atS: number; value: number }
    if (items.length === 0) return first.value
    let at = 0
    while (true) {
      let below = 2 * at + 1
      if (below >= items.length) break
      const right = items[below + 1]
      if (right && right.atS < (items[below] as { atS: number }).atS) below++
      if ((items[below] as { atS: number }).atS >= last.atS) break
      items[at] = items[below] as { atS: number; value: number }
      at = below
    }
    items[at] = last
    return first.value
  }
}
