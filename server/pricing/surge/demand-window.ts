/*
 * Who asked for a price of now, where and when last: the window that demand is counted from. Only the latest time of each
 * customer in each cell is kept, so that a signal told twice, late, or both by the log and by the table counts once.
 */

export class DemandWindow {
  private readonly latestMs = new Map<string, Map<string, number>>()

  /** A customer asked for a haul of now from a cell. */
  note(cell: string, customerId: string, atMs: number): void {
    const customers = this.latestMs.get(cell) ?? new Map<string, number>()
    this.latestMs.set(cell, customers)
    const before = customers.get(customerId)
    if (before === undefined || before < atMs) customers.set(customerId, atMs)
  }

  /** Forgets who asked before a time. */
  forgetBefore(ms: number): void {
    for (const [cell, customers] of this.latestMs) {
      for (const [customerId, atMs] of customers) if (atMs < ms) customers.delete(customerId)
      if (customers.size === 0) this.latestMs.delete(cell)
    }
  }

  /**
   * The demand of each cell: its customers of the last `windowS`, each counting half for every `halfLifeS` since they
   * last asked. `placeOf` tells where a cell lies in the answer; those without a place are left out.
   */
  weigh(
    nowMs: number,
    { windowS, halfLifeS }: { windowS: number; halfLifeS: number },
    placeOf: ReadonlyMap<string, number>,
  ): Float64Array {
    const demand = new Float64Array(placeOf.size)
    for (const [cell, customers] of this.latestMs) {
      const place = placeOf.get(cell)
      if (place === undefined) continue
      let sum = 0
      for (const atMs of customers.values()) {
        const ageS = Math.max(0, nowMs - atMs) / 1_000
        if (ageS <= windowS) sum += 2 ** (-ageS / halfLifeS)
      }
      demand[place] = sum
    }
    return demand
  }
}
