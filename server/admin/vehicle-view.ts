import { type Static, t } from 'elysia'
import type { vehicles } from '../../db/schema/index.ts'
import { integer } from '../platform/http/numbers.ts'
import { idSchema, object, textSchema, timeSchema, vehicleClassSchema } from '../platform/http/schemas.ts'

export const vehicleFields = {
  vehicleClass: vehicleClassSchema,
  make: textSchema(60),
  model: textSchema(60),
  year: integer({ minimum: 1980, maximum: 2100, description: 'a year from 1980 to 2100' }),
  plate: t.String({
    pattern: '^[A-Za-z0-9][A-Za-z0-9 -]{1,15}$',
    description: '2 to 16 letters, digits, spaces or hyphens',
  }),
  capacityKg: t.Number({ exclusiveMinimum: 0, maximum: 60_000 }),
  capacityM3: t.Number({ exclusiveMinimum: 0, maximum: 200 }),
}
const inService = t.Union([t.Literal('active'), t.Literal('maintenance')])
const example = { vehicleClass: 'van', make: 'Tata', model: 'Ace', year: 2024, plate: 'KA01AB1234' }

export const createVehicleBody = object(vehicleFields, {
  examples: [{ ...example, capacityKg: 750, capacityM3: 4 }],
})
export const changeVehicleBody = object(
  {
    ...t.Partial(t.Object(vehicleFields)).properties,
    status: t.Optional(inService),
    version: integer({ minimum: 1, description: 'the version that the change is based on' }),
  },
  { examples: [{ version: 1, status: 'maintenance' }] },
)
export const vehicleStatusSchema = t.Union([...inService.anyOf, t.Literal('retired')])
export const vehicleSchema = object({
  id: idSchema,
  ...vehicleFields,
  plate: t.String(),
  status: vehicleStatusSchema,
  driverId: t.Union([idSchema, t.Null()]),
  version: t.Integer(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
})

export type NewVehicle = Static<typeof createVehicleBody>
export type VehicleChange = Static<typeof changeVehicleBody>
export type Vehicle = typeof vehicles.$inferSelect

export const vehicleView = (row: Vehicle, driverId: string | null): Static<typeof vehicleSchema> => ({
  ...row,
  driverId,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
})

/** Plates are compared and kept in upper case. */
export const normalisePlate = (plate: string) => plate.trim().toUpperCase()
