export type RateLimit = { name: string; perMinute: number; burst: number }
export type RateDecision = { isAllowed: boolean; remaining: number; resetS: number; retryAfterS: number }
export type LastKnown = {
  driverId: string
  lat: number
  lng: number
  headingDeg: number | null
  speedMps: number | null
  recordedAtMs: number
  heardAtMs: number
}

/** Shared state that may be lost: losing it loses no booking. */
export interface HotState {
  /** One request against a limit, by the generic cell rate algorithm (ITU-T I.371). */
  takeRate(key: string, limit: RateLimit, nowMs: number): Promise<RateDecision>
  putTicket(ticket: string, value: string, ttlS: number): Promise<void>
  /** Gives the ticket's value once, then never again. */
  takeTicket(ticket: string): Promise<string | null>
  setLastKnown(positions: readonly LastKnown[]): Promise<void>
  readLastKnown(): Promise<LastKnown[]>
  ping(): Promise<void>
}
