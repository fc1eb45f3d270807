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
export type Replay = Answer<'get', '/v1/ops/replay'>
export type ReplayPath = Answer<'get', '/v1/ops/replay/paths'>['items'][number]
export type Exception = Answer<'get', '/v1/ops/exceptions'>['items'][number]
export type Driver = Answer<'get', '/v1/drivers'>['items'][number]
export type Vehicle = Answer<'get', '/v1/admin/vehicles'>['items'][number]
export type VehicleStatus = Vehicle['status']
export type VehicleBody = Input<'post', '/v1/admin/vehicles'>['body']
export type DriverRecord = Answer<'get', '/v1/admin/drivers/:id'>
export type FitnessReason = Answer<'get', '/v1/drivers/:id/fitness'>['reasons'][number]
export type Maintenance = Answer<'get', '/v1/admin/maintenance'>['items'][number]
export type Paper = Answer<'get', '/v1/ops/documents-due'>['items'][number]
export type Assignment = Answer<'get', '/v1/admin/vehicles/:id/assignments'>['items'][number]
export type AuditEntry = Answer<'get', '/v1/admin/audit'>['items'][number]

/** The server's refusal (RFC 9457), with what the screens read of it. */
export type Problem = {
  status: number
  code: string
  detail: string
  errors?: { path: string; message: string }[]
  currentState?: BookingState
}
