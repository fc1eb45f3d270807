/*
 * Which handles lie in which bucket: doubly linked lists through typed arrays, so that moving a handle from one bucket to
 * another allocates nothing and costs the same however full the buckets are.
 */
const NONE = -1
const CAPACITY_START = 1_024

export class BucketLists {
  private readonly heads = new Map<number, number>()
  private bucketOf = new Float64Array(CAPACITY_START).fill(NONE)
  private next = new Int32Array(CAPACITY_START)
  private previous = new Int32Array(CAPACITY_START)

  /** How many buckets hold anything. */
  get size(): number {
    return this.heads.size
  }

  /** Puts a handle into a bucket and out of the one where it was; null puts it into none. */
  move(handle: number, bucket: number | null): void {
    if (handle >= this.next.length) this.grow(handle)
    const target = bucket ?? NONE
    const current = this.bucketOf[handle] as number
    if (current === target) return
    if (current !== NONE) this.unlink(handle, current)
    this.bucketOf[handle] = target
    if (target === NONE) return
    const head = this.heads.get(target) ?? NONE
    this.next[handle] = head
    this.previous[handle] = NONE
    if (head !== NONE) this.previous[head] = handle
    this.heads.set(target, handle)
  }

  /** Calls `visit` for every handle of a bucket. */
  walk(bucket: number, visit: (handle: number) => void): void {
    for (let at = this.heads.get(bucket) ?? NONE; at !== NONE; at = this.next[at] as number) visit(at)
  }

  /** Every bucket that holds anything. */
  buckets(): Iterable<number> {
    return this.heads.keys()
  }

  private unlink(handle: number, bucket: number): void {
    const before = this.previous[handle] as number
    const after = this.next[handle] as number
    if (after !== NONE) this.previous[after] = before
    if (before !== NONE) this.next[before] = after
    else if (after !== NONE) this.heads.set(bucket, after)
    else this.heads.delete(bucket)
  }

  private grow(handle: number): void {
    let size = this.next.length
    while (size <= handle) size *= 2
    const { bucketOf, next, previous } = this
    this.bucketOf = new Float64Array(size).fill(NONE)
    this.bucketOf.set(bucketOf)
    this.next = new Int32Array(size)
    this.next.set(next)
    this.previous = new Int32Array(size)
    this.previous.set(previous)
  }
}
