import type { Booking, MapDriver, SurgeCell } from '../api/types.ts'

export type Bbox = [west: number, south: number, east: number, north: number]

/** What the dashboard asks of the socket, by topic. */
export type Subscription =
  | { topic: 'map'; bbox: Bbox }
  | { topic: 'bookings' }
  | { topic: 'surge' }
  | { topic: `booking:${string}` }

/** The frames that it reads; others pass by. */
export type ServerFrame =
  | { type: 'welcome'; sessionId: string; heartbeatS: number }
  | { type: 'ping' }
  | { type: 'pong' }
  | { type: 'map'; drivers: MapDriver[]; gone: string[] }
  | { type: 'booking'; id: string; seq: number; event: string; booking: Booking }
  | {
      type: 'position'
      driverId: string
      lat: number
      lng: number
      headingDeg: number | null
      recordedAt: string
    }
  | { type: 'surge'; cells: SurgeCell[] }
  | { type: 'resync'; topic: string }
  | { type: 'error'; problem: { code: string; detail: string } }
