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

/** The stream of accepted positions from whoever receives them to the worker that keeps them. */
export interface PositionLog {
  /** Takes the points and returns; they are on their way soon after. */
  append(positions: readonly LoggedPosition[]): void
  /**
   * Hands points to `handler`, in the order of each driver, at most POINTS_PER_BATCH_MAX at once. What it throws leads to the
   * same points again: handling them twice must do no harm. Stopping hands over first what has come.
   */
  consume(handler: (points: LoggedPosition[]) => Promise<void>): Promise<Stoppable>
  close(): Promise<void>
}
