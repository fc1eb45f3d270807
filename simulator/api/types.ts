/** The public API as the simulator reads it: only the fields that it uses. */
export type Tokens = { accessToken: string; refreshToken: string; expiresIn: number }
export type SignedIn = Tokens & { user: { id: string } }
export type Quote = { id: string; price: { amount: number }; surge: { multiplier: number } }
export type PlaceView = { lat: number; lng: number; address: string }
export type BookingView = {
  id: string
  version: number
  driverId?: string | null
  state: string
  pickup: PlaceView
  dropoff: PlaceView
  stops?: (PlaceView & { reachedAt: string | null })[]
}
export type OfferView = {
  id: string
  bookingId: string
  /** `queued` once they have promised to come after the haul at hand. */
  state: string
  afterCurrentHaul: boolean
  price: { amount: number }
  durationS: number
  pickupDistanceM: number
  pickupEtaS: number
}
export type VehicleView = { id: string }
export type Problem = { status: number; code: string; detail: string; [extra: string]: unknown }

/** What the API answered that is not a success, or that it did not answer. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly problem: Problem

  constructor(problem: Problem) {
    super(`${problem.status} ${problem.code}: ${problem.detail}`)
    this.status = problem.status
    this.code = problem.code
    this.problem = problem
  }
}
