/*
 * What a client may send; docs/realtime.md tells it to those who write one, server-frames.ts has the other way. A text
 * frame is JSON; a binary frame is packed positions, as positions-codec.ts lays them out.
 */
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { type Static, type TSchema, t } from 'elysia'
import { DomainError, invalid } from '../errors.ts'
import { integer } from '../platform/http/numbers.ts'
import { messageOf } from '../platform/http/problem.ts'
import { idSchema, object, textSchema, vehicleClassSchema } from '../platform/http/schemas.ts'
import { positionsSchema } from '../tracking/views.ts'
import { decodePositions, PackedFrameError } from './positions-codec.ts'

/** Bookings that one socket may follow, and so the most that it can resume. */
export const FOLLOWED_MAX = 200
const RADIUS_MAX_M = 20_000
/** West and east may lie past the antimeridian, as a map that shows the world twice counts them. */
const MAP_LNG_MAX = 540

const BOOKING_TOPIC = '^booking:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'

const type = <const T extends string>(name: T) => t.Literal(name)
const bboxSchema = t.Tuple(
  [
    t.Number({ minimum: -MAP_LNG_MAX, maximum: MAP_LNG_MAX }),
    t.Number({ minimum: -90, maximum: 90 }),
    t.Number({ minimum: -MAP_LNG_MAX, maximum: MAP_LNG_MAX }),
    t.Number({ minimum: -90, maximum: 90 }),
  ],
  { description: 'west, south, east, north' },
)
export type Bbox = Static<typeof bboxSchema>

const frameSchemas = {
  hello: object({
    type: type('hello'),
    ticket: t.String({ maxLength: 100 }),
    resume: t.Optional(
      object({ bookings: t.Record(idSchema, integer({ minimum: 0 }), { maxProperties: FOLLOWED_MAX }) }),
    ),
  }),
  positions: object({ type: type('positions'), positions: positionsSchema }),
  'offer.accept': object({ type: type('offer.accept'), offerId: idSchema }),
  'offer.decline': object({
    type: type('offer.decline'),
    offerId: idSchema,
    reason: t.Optional(textSchema(200, 0)),
  }),
  ack: object({ type: type('ack'), offerId: idSchema }),
  unsubscribe: object({ type: type('unsubscribe'), topic: t.String({ maxLength: 60 }) }),
  ping: object({ type: type('ping') }),
  pong: object({ type: type('pong') }),
}
const topicSchemas = {
  map: object({ type: type('subscribe'), topic: type('map'), bbox: t.Optional(bboxSchema) }),
  'drivers:nearby': object({
    type: type('subscribe'),
    topic: type('drivers:nearby'),
    lat: t.Number({ minimum: -90, maximum: 90 }),
    lng: t.Number({ minimum: -180, maximum: 180 }),
    radiusM: t.Number({ exclusiveMinimum: 0, maximum: RADIUS_MAX_M }),
    vehicleClass: t.Optional(vehicleClassSchema),
  }),
  bookings: object({ type: type('subscribe'), topic: type('bookings') }),
  surge: object({ type: type('subscribe'), topic: type('surge') }),
  metrics: object({ type: type('subscribe'), topic: type('metrics') }),
}
const bookingTopicSchema = object({ type: type('subscribe'), topic: t.String({ pattern: BOOKING_TOPIC }) })
export type PlainTopic = keyof typeof topicSchemas
export type BookingTopic = `booking:${string}`
export type Subscription =
  | { [K in PlainTopic]: Static<(typeof topicSchemas)[K]> }[PlainTopic]
  | { type: 'subscribe'; topic: BookingTopic }
export type ClientFrame =
  | { [K in keyof typeof frameSchemas]: Static<(typeof frameSchemas)[K]> }[keyof typeof frameSchemas]
  | Subscription

/** By the type of the frame, and for `subscribe` by its topic. */
export const clientFrameSchemas: Record<string, TSchema> = {
  ...frameSchemas,
  ...topicSchemas,
  booking: bookingTopicSchema,
}
const check = Object.fromEntries(
  Object.entries(clientFrameSchemas).map(([name, schema]) => [name, TypeCompiler.Compile(schema)]),
)

/** A frame as it came off the wire, checked. @throws DomainError frame_invalid, naming the field, or topic_unknown. */
export function readFrame(message: string | Uint8Array): ClientFrame {
  if (typeof message !== 'string') return { type: 'positions', positions: unpack(message) }
  const frame = parse(message)
  const checked = check[schemaOf(frame)]
  if (!checked) throw frameError('type', 'Unknown type of frame')
  if (checked.Check(frame)) return frame as ClientFrame
  const [error] = checked.Errors(frame)
  throw frameError(error?.path.slice(1).replaceAll('/', '.') || 'frame', messageOf(error ?? {}))
}

function parse(text: string): { type?: unknown; topic?: unknown } {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // Told below, like any other frame that is no JSON object.
  }
  throw frameError('frame', 'Expected a JSON object')
}

/** Each topic has a schema of its own, so that an error names the very field and not a choice of schemas. */
function schemaOf({ type, topic }: { type?: unknown; topic?: unknown }): string {
  if (type !== 'subscribe') return typeof type === 'string' && Object.hasOwn(frameSchemas, type) ? type : ''
  if (typeof topic !== 'string') throw frameError('topic', 'Expected the name of a topic')
  if (topic.startsWith('booking:')) return 'booking'
  if (Object.hasOwn(topicSchemas, topic)) return topic
  throw invalid('topic_unknown', 'topic', 'There is no such topic.')
}

function unpack(bytes: Uint8Array) {
  try {
    return decodePositions(bytes)
  } catch (error) {
    if (error instanceof PackedFrameError) throw frameError(error.path, error.message)
    throw error
  }
}

const frameError = (path: string, message: string) =>
  new DomainError('invalid', 'frame_invalid', `The frame is not valid: ${path}`, {
    fields: [{ path, message }],
  })
