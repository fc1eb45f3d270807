import { t } from 'elysia'
import { idSchema, nullable, object, timeSchema } from '../platform/http/schemas.ts'

export const deadLetterSchema = object({
  id: idSchema,
  consumerGroup: t.String(),
  event: t.Unknown(),
  reason: t.String(),
  attempts: t.Integer(),
  failedAt: timeSchema,
  retriedAt: nullable(timeSchema),
})
