/** What the server sends; docs/realtime.md tells when. Times are ISO 8601, distances metres, `etaS` seconds. */
import type { OfferView } from '../assignment/views.ts'
import type { BookingView } from '../booking/views.ts'
import type { Role } from '../platform/context.ts'
import type { Problem } from '../platform/http/problem.ts'
import type { RejectReason } from '../tracking/validate-positions.ts'
import type { mapDriver } from '../tracking/views.ts'
import type { NotificationView } from './inbox/read-notifications.ts'

export type MapDriver = NonNullable<ReturnType<typeof mapDriver>>

/** A driver near a customer has no name: `key` tells them apart on this socket alone. Operators see `driverId` too. */
export type NearbyDriver = {
  key: number
  driverId?: string
  vehicleClass: MapDriver['vehicleClass']
  lat: number
  lng: number
  headingDeg: number | null
  distanceM: number
}

export type MetricsFrame = {
  type: 'metrics'
  at: string
  /** Drivers of the whole fleet; one with a booking counts as on a haul, whatever else they are. */
  drivers: { available: number; onHaul: number; paused: number; offline: number }
  /** Open bookings by state; a state without any is left out. */
  bookings: Record<string, number>
  bookingsPerMin: number
  assignmentsPerMin: number
  completionsPerMin: number
  positionsPerS: number
  /** Sockets of the server that answers. */
  sockets: Record<Role, number>
}

export type ServerFrame =
  | { type: 'welcome'; sessionId: string; heartbeatS: number }
  | { type: 'booking'; id: string; seq: number; event: string; booking: BookingView }
  | { type: 'offer'; offer: OfferView; expiresAt: string }
  | { type: 'offer.withdrawn'; offerId: string; bookingId: string }
  | { type: 'positions.rejected'; rejected: { index: number; reason: RejectReason }[] }
  | {
      type: 'position'
      bookingId: string
      driverId: string
      lat: number
      lng: number
      headingDeg: number | null
      recordedAt: string
      etaS: number
    }
  | { type: 'map'; drivers: MapDriver[]; gone: string[] }
  | { type: 'nearby'; drivers: NearbyDriver[]; gone: number[] }
  /** All surging cells of a market; one that is missing is at 1 again. Under an override one, the market's own, is all. */
  | { type: 'surge'; market: string; cells: { cell: string; multiplier: number }[] }
  | MetricsFrame
  /** The person was told something: the same as `GET /v1/me/notifications` lists. */
  | { type: 'notification'; notification: NotificationView }
  /** How many notifications the person has not read, when that has changed. */
  | { type: 'notifications.unread'; unreadCount: number }
  /** What the client holds of the topic is not to be trusted: read it again over REST. */
  | { type: 'resync'; topic: string }
  | { type: 'error'; problem: Problem }
  | { type: 'ping' }
  | { type: 'pong' }
