import { and, eq, gt, inArray, isNull, lte, or } from 'drizzle-orm'
import { type Static, t } from 'elysia'
import { maintenancePeriods } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import { nullable, object, oneOf } from '../platform/http/schemas.ts'
import { readDriverCard } from '../tracking/list-drivers.ts'
import { kindSchema } from './documents/document-view.ts'
import { readWork } from './hold-with-haul.ts'
import { readDriver } from './read-driver.ts'
import { readVehicle } from './read-vehicles.ts'
import { readLackedPapers } from './why-unfit.ts'

const reasonSchema = object(
  {
    code: oneOf([
      ...['vehicle_retired', 'vehicle_maintenance', 'vehicle_unassigned', 'driver_without_vehicle'],
      ...['driver_not_approved', 'driver_offline', 'driver_paused', 'driver_silent', 'driver_busy'],
      'document_lacking',
    ] as const),
    subjectType: oneOf(['driver', 'vehicle']),
    kind: nullable({ ...kindSchema, description: 'Which paper is lacking; null for another reason' }),
    until: nullable(
      t.String({
        format: 'date-time',
        description: 'When that ends by itself, where it is known',
        examples: ['2026-03-02T14:00:00.000Z'],
      }),
    ),
  },
  {
    examples: [{ code: 'document_lacking', subjectType: 'vehicle', kind: 'insurance', until: null }],
  },
)
const bookingId = t.String({ format: 'uuid', examples: ['01956a2c-7f00-7000-8000-000000000001'] })
const reasons = t.Array(reasonSchema, { description: 'Empty for who can be matched now' })
export const vehicleFitnessSchema = object({ reasons })
export const driverFitnessSchema = object({
  reasons,
  handsBack: object(
    { hauls: t.Array(bookingId), promised: t.Array(bookingId) },
    { description: 'What would go back to the search if they were suspended now' },
  ),
})
type Reason = Static<typeof reasonSchema>
type Subject = Reason['subjectType']

/** What keeps a vehicle out of matching now, its driver's reasons included. @throws DomainError not_found. */
export async function readVehicleFitness(context: Context, id: string) {
  const { driverId } = await readVehicle(context, id)
  const own = await ofVehicle(context, id)
  if (own.some(({ code }) => code === 'vehicle_retired')) return { reasons: own }
  if (!driverId) return { reasons: [...own, reason('vehicle_unassigned', 'vehicle')] }
  return { reasons: [...own, ...(await ofDriver(context, driverId))] }
}

/** What keeps a driver out of matching now, their vehicle's reasons included, and what they have in hand. @throws DomainError not_found. */
export async function readDriverFitness(context: Context, id: string) {
  const { driver } = await readDriver(context, id)
  const own = await ofDriver(context, id)
  const { vehicleId } = driver
  const ofTheirs = vehicleId
    ? await ofVehicle(context, vehicleId)
    : [reason('driver_without_vehicle', 'driver')]
  return { reasons: [...own, ...ofTheirs], handsBack: await readWork(context, id) }
}

async function ofVehicle(context: Context, id: string): Promise<Reason[]> {
  const { status } = await readVehicle(context, id)
  if (status === 'retired') return [reason('vehicle_retired', 'vehicle')]
  const period = await readPeriodNow(context, id)
  const until = period?.endsAt?.toISOString() ?? null
  return [
    ...(period || status === 'maintenance' ? [reason('vehicle_maintenance', 'vehicle', { until })] : []),
    ...(await lacking(context, 'vehicle', id)),
  ]
}

async function ofDriver(context: Context, id: string): Promise<Reason[]> {
  const { approval, status, silentSince, bookingId } = await readDriverCard(context, id)
  const codes: Reason['code'][] = [
    ...(approval === 'approved' ? [] : (['driver_not_approved'] as const)),
    ...(status === 'available' ? [] : ([`driver_${status}`] as const)),
    ...(silentSince ? (['driver_silent'] as const) : []),
    ...(bookingId ? (['driver_busy'] as const) : []),
  ]
  return [...codes.map((code) => reason(code, 'driver')), ...(await lacking(context, 'driver', id))]
}

async function lacking(context: Context, subjectType: Subject, subjectId: string): Promise<Reason[]> {
  const kinds = await readLackedPapers(context, { subjectType, subjectId })
  return kinds.map((kind) => reason('document_lacking', subjectType, { kind }))
}

/** Maintenance that a vehicle is in now, be it that nobody has marked it so yet. */
async function readPeriodNow({ db, clock }: Context, id: string) {
  const { vehicleId, state, startsAt, endsAt } = maintenancePeriods
  const isOpen = inArray(state, ['planned', 'under_way'])
  const isNow = and(lte(startsAt, clock.now()), or(isNull(endsAt), gt(endsAt, clock.now())))
  const [period] = await db
    .select({ endsAt })
    .from(maintenancePeriods)
    .where(and(eq(vehicleId, id), isOpen, isNow))
  return period
}

const reason = (code: Reason['code'], subjectType: Subject, more: Partial<Reason> = {}): Reason => ({
  ...{ code, subjectType, kind: null, until: null },
  ...more,
})
