import { t } from 'elysia'
import { idSchema, nullable, object, timeSchema } from '../platform/http/schemas.ts'

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
