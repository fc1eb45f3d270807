import type { BookingState } from '../db/schema/booking.ts'
import type { LegalMoves } from './booking/states.ts'

/** All that the dashboard knows of the server: types, erased before anything runs. */
export type { App } from './app.ts'
export type { ServerFrame } from './communication/server-frames.ts'
export type { BookingState }

/** The states that a booking can come to `To` from, so that a screen's own table is checked against the server's. */
export type StatesBefore<To extends BookingState> = {
  [From in BookingState]: To extends LegalMoves[From][number] ? From : never
}[BookingState]
/** The states that nothing follows. */
export type FinalState = {
  [From in BookingState]: LegalMoves[From]['length'] extends 0 ? From : never
}[BookingState]
