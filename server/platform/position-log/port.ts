export type LoggedPosition = {
  driverId: string
  lat: number
  lng: number
  speedMps: number | null
  headingDeg: number | null
  accuracyM: number | null
  recordedAtMs: number
}

/** The stream of accepted positions from whoever receives them to the worker that keeps them. */
export interface PositionLog {
  append(positions: readonly LoggedPosition[]): void
  /** Takes everything that has come since the last call, oldest first. */
  take(): LoggedPosition[]
}
