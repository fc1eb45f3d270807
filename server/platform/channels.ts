/** Broadcast channels: every one is a function here, with what travels on it. */

/** The latest place of each driver who reported within some 50 ms: a list of `LastKnown`. */
export const positionsChannel = () => 'positions'

/** A driver's status, approval, vehicle or active booking changed: `DriverChange`, after the commit. */
export type DriverChange = { driverId: string }
export const driverChangesChannel = () => 'driver-changes'
/** Committed moves of bookings: the data of `booking.moved`. */
export const bookingMovesChannel = () => 'booking-moves'
/** Offers made to, promised by and withdrawn from one driver, after the commit. */
export type OfferChange = {
  kind: 'made' | 'queued' | 'withdrawn'
  offerId: string
  driverId: string
  bookingId: string
}
export const offersChannel = () => 'offers'
/** A user's credentials ended: those of one sign-in, or of all where no family is named. */
export type SessionsEnded = { userId: string; familyId?: string }
export const sessionsEndedChannel = () => 'sessions-ended'
/** Rate cards or vehicle classes were changed: `{}`, after the commit. */
export const pricesChannel = () => 'prices'
/** Surge multipliers were published: the data of `surge.published`. */
export const surgeChannel = () => 'surge'
/** Parameters of surge or an operator's hand on it were changed: `{}`, after the commit. */
export const surgeSteeredChannel = () => 'surge-steered'
/** These people have been told something, or have read it: there is something new to read. */
export type NotificationsChange = { userIds: string[] }
export const notificationsChannel = () => 'notifications'
/** A zone was drawn, changed or removed: `{}`, after the commit. */
export const zonesChannel = () => 'zones'

/** All of them, for adapters that have to know before anybody subscribes. */
export const CHANNELS: readonly string[] = [
  positionsChannel(),
  driverChangesChannel(),
  bookingMovesChannel(),
  offersChannel(),
  sessionsEndedChannel(),
  pricesChannel(),
  surgeChannel(),
  surgeSteeredChannel(),
  notificationsChannel(),
  zonesChannel(),
]
