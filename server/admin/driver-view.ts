import { type Static, t } from 'elysia'
import type { drivers, users } from '../../db/schema/index.ts'
import { integer } from '../platform/http/numbers.ts'
import {
  filledTextSchema,
  idSchema,
  nullable,
  object,
  timeSchema,
  vehicleClassSchema,
} from '../platform/http/schemas.ts'

const approvalSchema = t.Union([t.Literal('pending'), t.Literal('approved'), t.Literal('suspended')])

export const changeDriverBody = object(
  {
    approval: t.Optional(approvalSchema),
    vehicleId: t.Optional(nullable(idSchema)),
    /** Of the approval; kept, and told with its event. */
    reason: t.Optional(filledTextSchema(500)),
    version: t.Optional(integer({ minimum: 1, description: 'the version that the change is based on' })),
  },
  { examples: [{ approval: 'approved', version: 1 }] },
)
export const driverSchema = object({
  id: idSchema,
  name: t.String(),
  email: t.String(),
  phone: t.String(),
  approval: approvalSchema,
  approvalReason: nullable(
    t.String({ description: 'Why that was last changed', examples: ['Licence withdrawn'] }),
  ),
  vehicleClass: vehicleClassSchema,
  vehicleId: nullable(idSchema),
  rating: nullable(t.Number({ description: 'Mean stars; null before the first rating' })),
  ratingCount: t.Integer(),
  version: t.Integer(),
  createdAt: timeSchema,
})

export type DriverUpdate = Static<typeof changeDriverBody>

type Row = { driver: typeof drivers.$inferSelect; user: typeof users.$inferSelect }

export function driverView({ driver, user }: Row): Static<typeof driverSchema> {
  const { approval, approvalReason, vehicleClass, vehicleId, ratingSum, ratingCount, version, createdAt } =
    driver
  const { id, name, email, phone } = user
  return {
    ...{ id, name, email, phone, approval, approvalReason, vehicleClass, vehicleId, ratingCount, version },
    rating: ratingCount === 0 ? null : ratingSum / ratingCount,
    createdAt: createdAt.toISOString(),
  }
}
