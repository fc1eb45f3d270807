import { type Static, type TSchema, t } from 'elysia'

export const TOPICS = [
  'driver.positions',
  'driver.availability',
  'booking.events',
  'demand.signals',
  'pricing.surge',
  'booking.notices',
  'fleet.events',
  'zone.events',
  'dead-letter',
] as const
export type Topic = (typeof TOPICS)[number]

const object = <T extends Record<string, TSchema>>(properties: T) =>
  t.Object(properties, { additionalProperties: false })
const id = t.String({ format: 'uuid', examples: ['01920a6f-3c1e-7b57-9d60-4f2b8a1c5e90'] })
const time = t.String({ format: 'date-time', examples: ['2026-11-24T10:00:00.000Z'] })

/** A driver went on or off duty; the type says to what, `reason` by whose will: `driver`, `silent`, `suspended`, … */
const driverStatusChanged = {
  topic: 'driver.availability',
  version: 1,
  data: object({ driverId: id, from: t.String(), to: t.String(), reason: t.String() }),
} as const
/** A driver on duty was not heard for a minute, or was heard again; `heardAt` is the last sign of life. */
const driverPresenceChanged = {
  topic: 'driver.availability',
  version: 1,
  data: object({ driverId: id, status: t.String(), heardAt: t.String({ format: 'date-time' }) }),
} as const
/** A paper of a driver or a vehicle ends in `daysLeft` days, or has ended. */
const documentDue = {
  topic: 'fleet.events',
  version: 1,
  data: object({
    documentId: id,
    subjectType: t.Union([t.Literal('driver'), t.Literal('vehicle')]),
    subjectId: id,
    kind: t.String({ examples: ['insurance'] }),
    expiresOn: t.String({ format: 'date', examples: ['2026-12-31'] }),
    daysLeft: t.Integer({ examples: [30] }),
  }),
} as const
/** A vehicle went into the workshop or came back; `driverId` is whose vehicle it is. */
const maintenanceChanged = {
  topic: 'fleet.events',
  version: 1,
  data: object({ vehicleId: id, maintenanceId: id, driverId: t.Union([id, t.Null()]) }),
} as const
/** A driver crossed the border of a geofence for certain, or has been inside for its dwell time. */
const zoneCrossed = {
  topic: 'zone.events',
  version: 1,
  data: object({
    zoneId: id,
    driverId: id,
    bookingId: t.Union([id, t.Null()]),
    lat: t.Number(),
    lng: t.Number(),
    at: time,
  }),
} as const

/**
 * An event larger than this is refused as it is written, and its effect with it: what was committed, every engine of the
 * log can carry (Kafka's own limit is 1 MiB). Lists that may grow are split by their producers.
 */
export const EVENT_DATA_MAX_BYTES = 256 * 1_024
/** An event that was given up is carried within another: with the largest data, its envelope and the reason. */
export const GIVEN_UP_DATA_MAX_BYTES = EVENT_DATA_MAX_BYTES + 16 * 1_024

/** The payload of every event type, its version, and the topic it travels on. */
export const EVENTS = {
  'driver.available': driverStatusChanged,
  'driver.paused': driverStatusChanged,
  'driver.offline': driverStatusChanged,
  'driver.silent': driverPresenceChanged,
  'driver.recovered': driverPresenceChanged,
  'booking.moved': {
    topic: 'booking.events',
    version: 1,
    data: object({
      bookingId: id,
      seq: t.Integer(),
      event: t.String(),
      from: t.Union([t.String(), t.Null()]),
      to: t.String(),
      market: t.String(),
      customerId: id,
      driverId: t.Union([id, t.Null()]),
    }),
  },
  'demand.quoted': {
    topic: 'demand.signals',
    version: 1,
    data: object({
      customerId: id,
      quoteId: id,
      cell: t.String(),
      vehicleClass: t.String(),
      /** Null for a haul of now: only that is demand of now. */
      scheduledFor: t.Union([t.String({ format: 'date-time' }), t.Null()]),
    }),
  },
  'surge.published': {
    topic: 'pricing.surge',
    version: 1,
    data: object({
      market: t.String(),
      cells: t.Array(object({ cell: t.String(), multiplierPermille: t.Integer() })),
    }),
  },
  'booking.reminder': {
    topic: 'booking.notices',
    version: 1,
    data: object({
      bookingId: id,
      customerId: id,
      /** Who has promised to come, or has the booking; null while nobody has. 15 minutes before, it is for them alone. */
      driverId: t.Union([id, t.Null()]),
      pickupAt: time,
      minutesBefore: t.Integer({ examples: [60] }),
    }),
  },
  'driver.approval_changed': {
    topic: 'fleet.events',
    version: 1,
    data: object({ driverId: id, from: t.String(), to: t.String(), reason: t.Union([t.String(), t.Null()]) }),
  },
  'document.expiring': documentDue,
  'document.expired': documentDue,
  'vehicle.maintenance_started': maintenanceChanged,
  'vehicle.maintenance_ended': maintenanceChanged,
  'zone.entered': zoneCrossed,
  'zone.left': zoneCrossed,
  'zone.dwelled': zoneCrossed,
  'event.given_up': {
    topic: 'dead-letter',
    version: 1,
    data: object({
      deadLetterId: id,
      group: t.String({ examples: ['notifications'] }),
      attempts: t.Integer({ examples: [6] }),
      reason: t.String({ examples: ['column "fare" does not exist'] }),
      event: t.Record(t.String(), t.Unknown()),
    }),
  },
} as const satisfies Record<string, { topic: Topic; version: number; data: TSchema }>

export type EventType = keyof typeof EVENTS
export type EventData<T extends EventType> = Static<(typeof EVENTS)[T]['data']>
export type EventDraft = { [T in EventType]: { type: T; key: string; data: EventData<T> } }[EventType]
