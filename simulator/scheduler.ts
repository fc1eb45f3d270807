/** A task that is due; the number it answers with is the delay until it runs again, in milliseconds; nothing ends it. */
type Task = () => number | undefined
type Entry = { atMs: number; order: number; task: Task }

/** Waking this late or early is unnoticeable and lets one timer serve a thousand drivers. */
const GRAIN_MS = 10

/** One timer for everything that happens later, over a binary heap; ties run in the order they were asked for. */
export class Scheduler {
  private readonly heap: Entry[] = []
  private readonly nowMs: () => number
  private readonly onError: (error: unknown) => void
  private timer: ReturnType<typeof setTimeout> | undefined
  private timerAtMs = Number.POSITIVE_INFINITY
  private order = 0
  private isStopped = false

  constructor(nowMs: () => number, onError: (error: unknown) => void) {
    this.nowMs = nowMs
    this.onError = onError
  }

  get size(): number {
    return this.heap.length
  }

  after(delayMs: number, task: Task): void {
    if (this.isStopped) return
    this.push({ atMs: this.nowMs() + Math.max(0, delayMs), order: this.order++, task })
    this.arm()
  }

  stop(): void {
    this.isStopped = true
    clearTimeout(this.timer)
    this.heap.length = 0
  }

  /** Runs what is due; for tests with a clock of their own, and for the timer. */
  runDue(): void {
    for (let due = this.heap[0]; due && due.atMs <= this.nowMs() && !this.isStopped; due = this.heap[0]) {
      this.pop()
      try {
        const againMs = due.task()
        if (againMs !== undefined) this.after(againMs, due.task)
      } catch (error) {
        this.onError(error)
      }
    }
  }

  private arm(): void {
    const next = this.heap[0]
    if (!next || next.atMs >= this.timerAtMs) return
    clearTimeout(this.timer)
    this.timerAtMs = next.atMs
    this.timer = setTimeout(
      () => {
        this.timerAtMs = Number.POSITIVE_INFINITY
        this.runDue()
        this.arm()
      },
      Math.max(GRAIN_MS, next.atMs - this.nowMs()),
    )
  }

  private isBefore(a: Entry, b: Entry): boolean {
    return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
  }

  private push(entry: Entry): void {
    let i = this.heap.push(entry) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!this.isBefore(entry, this.heap[parent] as Entry)) break
      this.heap[i] = this.heap[parent] as Entry
      i = parent
    }
    this.heap[i] = entry
  }

  private pop(): void {
    const last = this.heap.pop()
    if (!last || this.heap.length === 0) return
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= this.heap.length) break
      const right = this.heap[child + 1]
      if (right && this.isBefore(right, this.heap[child] as Entry)) child++
      if (!this.isBefore(this.heap[child] as Entry, last)) break
      this.heap[i] = this.heap[child] as Entry
      i = child
    }
    this.heap[i] = last
  }
}
