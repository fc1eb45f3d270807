import { t } from 'elysia'
import { idSchema, nullable, object, timeSchema, vehicleClassSchema } from '../platform/http/schemas.ts'

const minor = t.Integer({ description: 'Minor units of the currency' })

export const rateCardSchema = object({
  id: idSchema,
  market: t.String({ description: 'H3 cell of resolution 4' }),
  vehicleClass: vehicleClassSchema,
  version: t.Integer(),
  currency: t.String(),
  timeZone: t.String(),
  startsAt: timeSchema,
  baseMinor: minor,
  perKmMinor: minor,
  perMinuteMinor: minor,
  perStopMinor: minor,
  minimumMinor: minor,
  maximumMinor: minor,
  cancellationFeeMinor: minor,
  freeCancellationS: t.Integer(),
  windows: t.Array(
    object({
      label: t.String(),
      days: t.Array(t.Integer()),
      from: t.String(),
      to: t.String(),
      multiplierPermille: t.Integer(),
    }),
  ),
})
export const roleSchema = t.Union([
  t.Literal('customer'),
  t.Literal('driver'),
  t.Literal('operator'),
  t.Literal('admin'),
])
export const userRecordSchema = object({
  id: idSchema,
  role: roleSchema,
  name: t.String(),
  email: t.String(),
  phone: t.String(),
  status: t.Union([t.Literal('active'), t.Literal('suspended')]),
  createdAt: timeSchema,
})
export const deadLetterSchema = object({
  id: idSchema,
  consumerGroup: t.String(),
  event: t.Unknown(),
  reason: t.String(),
  attempts: t.Integer(),
  failedAt: timeSchema,
  retriedAt: nullable(timeSchema),
})
