/*
 * The time of a replay: seconds since the start of its hour, which pass `speed` times as fast as those of the machine while it
 * plays. It goes on in ticks, so that everything that is drawn in one frame is of one moment, and no further than `limitS`,
 * to where the recording has come.
 */
export const SPEEDS = [1, 5, 10, 30, 60] as const
export type Speed = (typeof SPEEDS)[number]
export type Moment = { atS: number; speed: Speed; isPlaying: boolean }

export const HOUR_S = 3_600
/** Who was not drawn for longer, as in a tab behind others, goes on from where they were. */
const TICK_MAX_MS = 2_000
/** How often those are told who show the time in words. */
const TELL_EVERY_MS = 100

export class ReplayClock {
  private readonly nowMs: () => number
  private moment: Moment
  private told: Moment
  private limitS = HOUR_S
  private tickedAtMs = 0
  private toldAtMs = Number.NEGATIVE_INFINITY
  private readonly listeners = new Set<() => void>()

  constructor(nowMs: () => number, atS: number) {
    this.nowMs = nowMs
    this.moment = { atS, speed: 10, isPlaying: false }
    this.told = this.moment
  }

  get atS() {
    return this.moment.atS
  }
  get isPlaying() {
    return this.moment.isPlaying
  }

  /** What components show: ten times a second while it plays. */
  readonly current = () => this.told
  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  /** Goes on by what has passed since the last tick. */
  tick() {
    const nowMs = this.nowMs()
    const passedMs = Math.min(TICK_MAX_MS, nowMs - this.tickedAtMs)
    this.tickedAtMs = nowMs
    const { atS, speed, isPlaying } = this.moment
    if (!isPlaying) return
    const nextS = Math.max(atS, Math.min(this.limitS, atS + (passedMs / 1_000) * speed))
    this.moment = { ...this.moment, atS: nextS, isPlaying: nextS < HOUR_S }
    if (nowMs - this.toldAtMs >= TELL_EVERY_MS || !this.moment.isPlaying) this.tell()
  }

  seek(s: number) {
    this.change({ atS: Math.min(HOUR_S, Math.max(0, s)) })
  }
  setSpeed(speed: Speed) {
    this.change({ speed })
  }
  /** One speed slower or faster, as far as there is one. */
  shiftSpeed(by: -1 | 1) {
    const speed = SPEEDS[SPEEDS.indexOf(this.moment.speed) + by]
    if (speed) this.setSpeed(speed)
  }
  toggle() {
    const { isPlaying, atS } = this.moment
    this.change({ isPlaying: !isPlaying, ...(!isPlaying && atS >= HOUR_S && { atS: 0 }) })
  }
  /** Until when there is anything to play. */
  setLimit(limitS: number) {
    this.limitS = limitS
  }

  private change(part: Partial<Moment>) {
    this.tickedAtMs = this.nowMs()
    this.moment = { ...this.moment, ...part }
    this.tell()
  }
  private tell() {
    this.toldAtMs = this.nowMs()
    this.told = this.moment
    for (const listener of this.listeners) listener()
  }
}
