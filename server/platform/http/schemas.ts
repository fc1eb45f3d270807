import { FormatRegistry } from '@sinclair/typebox'
import { type TSchema, t } from 'elysia'
import { queryInteger } from './numbers.ts'

/** An object that refuses unknown fields; every schema of the API is built with it. */
export const object = <T extends Record<string, TSchema>>(
  properties: T,
  options: { description?: string; examples?: unknown[] } = {},
) => t.Object(properties, { additionalProperties: false, ...options })

export const nullable = <T extends TSchema>(schema: T) => t.Union([schema, t.Null()])
/** PostgreSQL stores neither NUL nor half of a surrogate pair. */
const STORABLE = '(?:[^\\u0000\\ud800-\\udfff]|[\\ud800-\\udbff][\\udc00-\\udfff])*'
const lengthsOf = (minLength: number, maxLength: number) =>
  `text of ${minLength} to ${maxLength} characters, none of them NUL`
/** Text that a person typed. */
export const textSchema = (maxLength: number, minLength = 1) =>
  t.String({
    minLength,
    maxLength,
    pattern: `^${STORABLE}$`,
    description: lengthsOf(minLength, maxLength),
  })
/** Text that a person typed, and that must say something. */
export const filledTextSchema = (maxLength: number) =>
  t.String({
    minLength: 1,
    maxLength,
    pattern: `^(?=[\\s\\S]*\\S)${STORABLE}$`,
    description: `${lengthsOf(1, maxLength)} and not all spaces`,
  })
/** One of some words. (Elysia's own `t.UnionEnum` makes the first of them a silent default.) */
export const oneOf = <const T extends string>(words: readonly T[]) =>
  t.Enum(Object.fromEntries(words.map((word) => [word, word])) as { [Word in T]: Word })
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Elysia takes `urn:uuid:` before it, and PostgreSQL does not. */
FormatRegistry.Set('uuid', (text) => UUID.test(text))
export const idSchema = t.String({ format: 'uuid', description: 'UUIDv7' })
const [YEAR_MIN, YEAR_MAX] = [1900, 2199] as const
const isTime = FormatRegistry.Get('date-time')
/** A time as Elysia reads it, of years far enough from the ends of what Date and PostgreSQL hold to reckon with it. */
FormatRegistry.Set('date-time', (text) => {
  const year = new Date(text).getUTCFullYear()
  return year >= YEAR_MIN && year <= YEAR_MAX && isTime?.(text) === true
})
export const timeSchema = t.String({
  format: 'date-time',
  description: `ISO 8601, UTC, of the years ${YEAR_MIN} to ${YEAR_MAX}`,
})
export const pointSchema = object({
  lat: t.Number({ minimum: -90, maximum: 90 }),
  lng: t.Number({ minimum: -180, maximum: 180 }),
})
export const moneySchema = object({
  amount: t.Integer({ description: 'Minor units of the currency' }),
  currency: t.String({ pattern: '^[A-Z]{3}$' }),
})
export const vehicleClassSchema = t.Union([
  t.Literal('bike'),
  t.Literal('van'),
  t.Literal('truck'),
  t.Literal('refrigerated_truck'),
])
export const idParams = object({ id: idSchema })
/** The headers of a request that has one effect however often it is sent. */
export const keyHeaders = t.Object({ 'idempotency-key': t.String({ minLength: 8, maxLength: 200 }) })
export const LIST_MAX = 200
/** The query of every list; further filters are spread beside these. */
export const pageQuery = {
  limit: t.Optional(queryInteger({ minimum: 1, maximum: LIST_MAX, default: 50 })),
  cursor: t.Optional(t.String({ maxLength: 200 })),
}
export const pageOf = <T extends TSchema>(item: T) =>
  object({ items: t.Array(item), nextCursor: nullable(t.String()) })

export const problemSchema = t.Object(
  {
    type: t.String(),
    title: t.String(),
    status: t.Integer(),
    detail: t.String(),
    code: t.String({ description: 'Stable, snake_case' }),
    requestId: t.String(),
    errors: t.Optional(t.Array(object({ path: t.String(), message: t.String() }))),
  },
  { description: 'application/problem+json (RFC 9457)' },
)
