/** Values per doubling: the error of a percentile is below 1/64 of it. */
const STEPS = 64
const DOUBLINGS = 34
const UNIT_MS = 0.001

/** Latencies in milliseconds from a microsecond to hours, in constant memory; the idea is HdrHistogram's. */
export class Histogram {
  count = 0
  maxMs = 0
  private readonly buckets = new Float64Array(STEPS * DOUBLINGS)

  record(ms: number): void {
    const doublings = Math.log2(Math.max(1, ms / UNIT_MS))
    const bucket = Math.min(this.buckets.length - 1, Math.floor(doublings * STEPS))
    this.buckets[bucket]! += 1
    this.count++
    this.maxMs = Math.max(this.maxMs, ms)
  }

  merge(other: Histogram): void {
    other.buckets.forEach((count, i) => {
      this.buckets[i]! += count
    })
    this.count += other.count
    this.maxMs = Math.max(this.maxMs, other.maxMs)
  }

  /** The value that a share of all lies at or below, in milliseconds; 0 when nothing was recorded. */
  percentile(share: number): number {
    let left = Math.ceil(this.count * share)
    if (left === 0) return 0
    for (let i = 0; i < this.buckets.length; i++) {
      left -= this.buckets[i] as number
      if (left <= 0) return Math.min(this.maxMs, UNIT_MS * 2 ** ((i + 1) / STEPS))
    }
    return this.maxMs
  }
}
