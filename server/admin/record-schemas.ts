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
export const auditSchema = object({
  id: idSchema,
  actorId: idSchema,
  action: t.String(),
  subjectType: t.String(),
  subjectId: t.String(),
  before: t.Unknown(),
  after: t.Unknown(),
  requestId: t.String(),
  occurredAt: timeSchema,
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
