import { type Static, t } from 'elysia'
import {
  idSchema,
  nullable,
  object,
  oneOf,
  timeSchema,
  vehicleClassSchema,
} from '../platform/http/schemas.ts'
import type { DriverApproval, DriverStatus, IndexedDriver } from './driver.ts'
import { REJECT_REASONS } from './validate-positions.ts'

const POSITIONS_MAX = 100

/** Documented as a number and judged later: one bad value must not cost the other positions of its batch. */
const measured = (description: string, example: number) =>
  t.Unsafe<number>(t.Any({ type: 'number', description, examples: [example] }))
const recordedAt = t.Unsafe<string>(
  t.Any({
    type: 'string',
    format: 'date-time',
    description: 'By the clock of the device',
    examples: ['2026-11-24T10:00:00.000Z'],
  }),
)
const placeFields = {
  lat: measured('Latitude, -90 to 90', 12.9716),
  lng: measured('Longitude, -180 to 180', 77.5946),
  speedMps: t.Optional(measured('Negative when unknown', 6.2)),
  headingDeg: t.Optional(measured('Clockwise from north, up to 360; negative when unknown', 270)),
  accuracyM: t.Optional(measured('Radius that holds the true place, up to 200', 8)),
}
export const reportedPositionSchema = object({ ...placeFields, recordedAt })
export const positionsSchema = t.Array(reportedPositionSchema, { minItems: 1, maxItems: POSITIONS_MAX })
/** Where a driver is at the moment of something else that they report; without `recordedAt` it means now. */
export const placeSchema = object({ ...placeFields, recordedAt: t.Optional(recordedAt) })

export const rejectReasonSchema = oneOf([...REJECT_REASONS, 'driver_not_approved'])
export const rejectedSchema = t.Array(object({ index: t.Integer(), reason: rejectReasonSchema }))
export const driverStatusSchema = oneOf(['available', 'paused', 'offline'] satisfies DriverStatus[])
export const approvalSchema = oneOf(['pending', 'approved', 'suspended'] satisfies DriverApproval[])

export const mapDriverSchema = object({
  id: idSchema,
  status: driverStatusSchema,
  vehicleClass: vehicleClassSchema,
  bookingId: nullable(idSchema),
  lat: t.Number(),
  lng: t.Number(),
  headingDeg: nullable(t.Number()),
  recordedAt: timeSchema,
})

/** A driver as the live map shows them; null before their first position. */
export function mapDriver(driver: IndexedDriver): Static<typeof mapDriverSchema> | null {
  const { driverId, status, vehicleClass, bookingId, position } = driver
  if (!position) return null
  const { lat, lng, headingDeg, recordedAtMs } = position
  const recordedAt = new Date(recordedAtMs).toISOString()
  return { id: driverId, status, vehicleClass, bookingId, lat, lng, headingDeg, recordedAt }
}

/** A driver as operators see them. */
export const driverSchema = object({
  id: idSchema,
  name: t.String(),
  phone: t.String(),
  approval: approvalSchema,
  status: driverStatusSchema,
  silentSince: nullable(
    t.String({
      format: 'date-time',
      description: 'On duty, and not heard for a minute at this time',
      examples: ['2026-11-24T10:01:00.000Z'],
    }),
  ),
  vehicleClass: vehicleClassSchema,
  vehicle: nullable(t.String({ description: 'Make, model and plate' })),
  bookingId: nullable(t.String({ format: 'uuid', description: 'The haul at hand' })),
  nextBookingId: nullable(
    t.String({
      format: 'uuid',
      description: 'The haul that they have promised to come to after it',
      examples: ['01956a2c-7f00-7000-8000-000000000001'],
    }),
  ),
  rating: nullable(t.Number({ description: 'Mean stars; null before the first rating' })),
  place: nullable(mapDriverSchema),
})
export type DriverView = Static<typeof driverSchema>

export const DRIVER_COLUMNS = [
  'id',
  'name',
  'phone',
  'approval',
  'status',
  'silentSince',
  'vehicleClass',
  'vehicle',
  'bookingId',
  'rating',
  'lat',
  'lng',
  'seenAt',
] as const

/** A driver as a row of a table. */
export const driverRow = ({
  place,
  ...driver
}: DriverView): Record<(typeof DRIVER_COLUMNS)[number], string | number | null> => ({
  ...driver,
  lat: place?.lat ?? null,
  lng: place?.lng ?? null,
  seenAt: place?.recordedAt ?? null,
})
