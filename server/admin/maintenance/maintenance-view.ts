import { type Static, t } from 'elysia'
import { integer } from '../../platform/http/numbers.ts'
import {
  filledTextSchema,
  idSchema,
  nullable,
  object,
  oneOf,
  timeSchema,
} from '../../platform/http/schemas.ts'
import type { Period } from './settle-maintenance.ts'

export const maintenanceStateSchema = oneOf(['planned', 'under_way', 'ended', 'cancelled'])
const endsAt = t.String({ format: 'date-time', description: 'When it is over; ISO 8601, UTC' })
const startsAt = t.String({ format: 'date-time', description: 'When it begins; without it, now' })
const reason = filledTextSchema(500)

export const newMaintenanceBody = object(
  { startsAt: t.Optional(startsAt), endsAt, reason },
  {
    examples: [
      { startsAt: '2027-03-01T06:00:00.000Z', endsAt: '2027-03-01T14:00:00.000Z', reason: 'Yearly service' },
    ],
  },
)
export const changeMaintenanceBody = object(
  {
    startsAt: t.Optional(startsAt),
    endsAt: t.Optional(endsAt),
    reason: t.Optional(reason),
    version: integer({ minimum: 1, description: 'the version that the change is based on' }),
  },
  { examples: [{ version: 1, endsAt: '2027-03-01T16:00:00.000Z' }] },
)
export const maintenanceSchema = object({
  id: idSchema,
  vehicleId: idSchema,
  state: maintenanceStateSchema,
  startsAt: timeSchema,
  endsAt: nullable(
    t.String({
      format: 'date-time',
      description: 'Null until somebody ends it',
      examples: ['2027-03-01T14:00:00.000Z'],
    }),
  ),
  reason: t.String(),
  version: t.Integer(),
  createdBy: nullable(t.String({ format: 'uuid', examples: ['01956a2c-7f00-7000-8000-000000000002'] })),
  createdAt: timeSchema,
})
export type NewMaintenance = Static<typeof newMaintenanceBody>
export type MaintenanceChange = Static<typeof changeMaintenanceBody>

export const maintenanceView = (period: Period): Static<typeof maintenanceSchema> => ({
  ...period,
  startsAt: period.startsAt.toISOString(),
  endsAt: period.endsAt?.toISOString() ?? null,
  createdAt: period.createdAt.toISOString(),
})
