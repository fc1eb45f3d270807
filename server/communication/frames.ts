import { Value } from '@sinclair/typebox/value'
import { type Static, t } from 'elysia'
import { DomainError } from '../errors.ts'
import { idSchema, object } from '../platform/http/schemas.ts'
import { positionsSchema } from '../tracking/routes.ts'

const type = <const T extends string>(name: T) => t.Literal(name)
const RESUME_MAX = 200

export const clientFrameSchemas = {
  hello: object({
    type: type('hello'),
    ticket: t.String({ maxLength: 100 }),
    resume: t.Optional(
      object({ bookings: t.Record(idSchema, t.Integer({ minimum: 0 }), { maxProperties: RESUME_MAX }) }),
    ),
  }),
  positions: object({ type: type('positions'), positions: positionsSchema }),
  'offer.accept': object({ type: type('offer.accept'), offerId: idSchema }),
  'offer.decline': object({
    type: type('offer.decline'),
    offerId: idSchema,
    reason: t.Optional(t.String({ maxLength: 200 })),
  }),
  ack: object({ type: type('ack'), offerId: idSchema }),
  subscribe: object({
    type: type('subscribe'),
    topic: t.String({ maxLength: 60 }),
    bbox: t.Optional(
      t.Tuple([t.Number(), t.Number(), t.Number(), t.Number()], { description: 'west, south, east, north' }),
    ),
  }),
  unsubscribe: object({ type: type('unsubscribe'), topic: t.String({ maxLength: 60 }) }),
  ping: object({ type: type('ping') }),
  pong: object({ type: type('pong') }),
}
type Schemas = typeof clientFrameSchemas
export type ClientFrame = { [K in keyof Schemas]: Static<Schemas[K]> }[keyof Schemas]

/** A frame as it came off the wire, checked. @throws DomainError frame_invalid, naming the field. */
export function readFrame(message: unknown): ClientFrame {
  const name = (message as { type?: unknown } | null)?.type
  const schema = typeof name === 'string' ? clientFrameSchemas[name as keyof Schemas] : undefined
  if (!schema) throw frameError('type', 'Unknown type of frame')
  const [error] = Value.Errors(schema, message)
  if (error) throw frameError(error.path.slice(1).replaceAll('/', '.'), error.message)
  return message as ClientFrame
}

const frameError = (path: string, message: string) =>
  new DomainError('invalid', 'frame_invalid', `The frame is not valid: ${path}`, {
    fields: [{ path, message }],
  })
