import type { ServerFrame } from '../../server/app-types.ts'

export type { ServerFrame }
export type MetricsFrame = Extract<ServerFrame, { type: 'metrics' }>
export type Bbox = [west: number, south: number, east: number, north: number]

/** What the dashboard asks of the socket, by topic. */
export type Subscription =
  | { topic: 'map'; bbox: Bbox }
  | { topic: 'bookings' }
  | { topic: 'surge' }
  | { topic: 'metrics' }
  | { topic: `booking:${string}` }
