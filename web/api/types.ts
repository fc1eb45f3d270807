import type { BookingState } from '../../server/app-types.ts'
import type { Answer, Input } from './routes.ts'

/* The names that screens give to parts of the API's answers; each is the server's own type. */
export type { BookingState }
export type Session = Answer<'post', '/v1/auth/login'> & {
  expiresAtMs: number
  /** Sent with the refresh token, so that a renewal whose answer was lost can be asked for again. */
  renewalKey?: string
}
export type Role = Session['user']['role']
export type Snapshot = Answer<'get', '/v1/ops/snapshot'>
export type MapDriver = Snapshot['drivers'][number]
export type SurgeCell = Snapshot['surge'][number]
export type VehicleClass = MapDriver['vehicleClass']
export type Booking = Answer<'get', '/v1/bookings'>['items'][number]
export type BookingDetail = Answer<'get', '/v1/bookings/:id'>
export type Money = Booking['price']
export type Decision = Answer<'get', '/v1/bookings/:id/decisions'>['items'][number]
export type Candidate = Decision['candidates'][number]
export type Driver = Answer<'get', '/v1/drivers'>['items'][number]
export type Vehicle = Answer<'get', '/v1/admin/vehicles'>['items'][number]
export type VehicleStatus = Vehicle['status']
export type VehicleBody = Input<'post', '/v1/admin/vehicles'>['body']

/** The server's refusal (RFC 9457), with what the screens read of it. */
export type Problem = {
  status: number
  code: string
  detail: string
  errors?: { path: string; message: string }[]
  currentState?: BookingState
}
