/** How a simulated city runs. */
export type SimulatorPace = { drivers: number; bookingsPerMinute: number; speed: number; isPaused: boolean }
export type SimulatorState = SimulatorPace & {
  /** Set until the drivers of the last change are on duty. */
  isStarting: boolean
  driversConnected: number
  /** Why it could not start; null when it could. */
  failure: string | null
}

/** What the demo gives the server beside which it runs a simulated city; nothing else ever has one. */
export type SimulatorControl = {
  read(): SimulatorState
  /** Starts the city anew at this pace, or stops it; answers at once. */
  change(change: Partial<SimulatorPace>): SimulatorState
}
