import { type TSchema, t } from 'elysia'
import { offerSchema } from '../assignment/views.ts'
import { bookingSchema } from '../booking/views.ts'
import {
  idSchema,
  nullable,
  object,
  problemSchema,
  timeSchema,
  vehicleClassSchema,
} from '../platform/http/schemas.ts'
import { mapDriverSchema, rejectedSchema } from '../tracking/views.ts'
import { clientFrameSchemas } from './frames.ts'
import { notificationSchema } from './inbox/read-notifications.ts'
import type { ServerFrame } from './server-frames.ts'

const type = <const T extends string>(name: T) => t.Literal(name)
const count = t.Integer({ minimum: 0 })
const point = { lat: t.Number(), lng: t.Number(), headingDeg: nullable(t.Number()) }

/** What the server sends, as schemas; a test holds the frames of a whole haul against them. */
export const serverFrameSchemas = {
  welcome: object({ type: type('welcome'), sessionId: idSchema, heartbeatS: t.Number() }),
  booking: object({
    type: type('booking'),
    id: idSchema,
    seq: t.Integer(),
    event: t.String(),
    booking: bookingSchema,
  }),
  offer: object({ type: type('offer'), offer: offerSchema, expiresAt: timeSchema }),
  'offer.withdrawn': object({ type: type('offer.withdrawn'), offerId: idSchema, bookingId: idSchema }),
  'positions.rejected': object({ type: type('positions.rejected'), rejected: rejectedSchema }),
  position: object({
    type: type('position'),
    bookingId: idSchema,
    driverId: idSchema,
    ...point,
    recordedAt: timeSchema,
    etaS: t.Number(),
  }),
  map: object({ type: type('map'), drivers: t.Array(mapDriverSchema), gone: t.Array(idSchema) }),
  nearby: object({
    type: type('nearby'),
    drivers: t.Array(
      object({
        key: t.Integer({ description: 'Tells the drivers of one socket apart' }),
        driverId: t.Optional(idSchema),
        vehicleClass: vehicleClassSchema,
        ...point,
        distanceM: t.Number(),
      }),
    ),
    gone: t.Array(t.Integer()),
  }),
  surge: object({
    type: type('surge'),
    market: t.String(),
    cells: t.Array(object({ cell: t.String(), multiplier: t.Number() })),
  }),
  metrics: object({
    type: type('metrics'),
    at: timeSchema,
    drivers: object({ available: count, onHaul: count, paused: count, offline: count }),
    bookings: t.Record(t.String(), count),
    bookingsPerMin: t.Number(),
    assignmentsPerMin: t.Number(),
    completionsPerMin: t.Number(),
    positionsPerS: t.Number(),
    sockets: object({ customer: count, driver: count, operator: count, admin: count }),
  }),
  notification: object({ type: type('notification'), notification: notificationSchema }),
  'notifications.unread': object({ type: type('notifications.unread'), unreadCount: count }),
  resync: object({ type: type('resync'), topic: t.String() }),
  error: object({ type: type('error'), problem: problemSchema }),
  ping: object({ type: type('ping') }),
  pong: object({ type: type('pong') }),
} as const satisfies Record<ServerFrame['type'], TSchema>

/** The socket's two directions, as the API document shows them. */
export const frameGroups = [
  {
    name: 'Socket: what a client sends',
    prefix: 'ClientFrame',
    description:
      'JSON text frames on `/v1/realtime`. The first is `hello` with a ticket from `POST /v1/realtime/tickets`; each topic has its own `subscribe`.',
    schemas: clientFrameSchemas,
  },
  {
    name: 'Socket: what the server sends',
    prefix: 'ServerFrame',
    description:
      'JSON text frames on `/v1/realtime`. Moves of a booking come in order of `seq`, without a gap; positions are coalesced to the latest.',
    schemas: serverFrameSchemas,
  },
]
