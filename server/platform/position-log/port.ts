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

/** The stream of accepted positions from whoever receives them to the worker that keeps them. */
export interface PositionLog {
  append(positions: readonly LoggedPosition[]): void
  /**
   * Hands what has come since the last call to `write`, oldest first, in batches of at most `batchMax`. A batch that
   * `write` fails on is kept, with all behind it, for the next call. Returns how many were written.
   * @throws what `write` throws.
   */
  drain(batchMax: number, write: (batch: readonly LoggedPosition[]) => Promise<void>): Promise<number>
}
