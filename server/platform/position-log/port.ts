import type { Stoppable } from '../event-log/port.ts'

export type LoggedPosition = {
  driverId: string
  lat: number
  lng: number
  speedMps: number | null
  headingDeg: number | null
  accuracyM: number | null
  recordedAtMs: number
  heardAtMs: number
}

/** Points handed to the consumer at once, at the most. */
export const POINTS_PER_BATCH_MAX = 5_000

/** Who reads the stream, each all of it: the worker of tracks, and the one of geofences. */
export type PositionGroup = 'positions' | 'geofences'
export type PositionReader = {
  group?: PositionGroup
  /** Drivers may have come from or gone to another process: what is remembered of them may be behind what that has written. */
  onDivided?: () => void
}

/** The stream of accepted positions from whoever receives them to the workers that keep and judge them. */
export interface PositionLog {
  /** Takes the points and returns; they are on their way soon after. */
  append(positions: readonly LoggedPosition[]): void
  /**
   * Hands points to `handler`, in the order of each driver, at most POINTS_PER_BATCH_MAX at once. What it throws leads to the
   * same points again: handling them twice must do no harm. Stopping hands over first what has come. Each group is handed
   * every point; what comes before the first consumer of a group may be lost to it, but for the group `positions`.
   */
  consume(handler: (points: LoggedPosition[]) => Promise<void>, reader?: PositionReader): Promise<Stoppable>
  close(): Promise<void>
}
