import { isUniqueViolation } from '../../db/connect.ts'
import { vehicles } from '../../db/schema/index.ts'
import { DomainError } from '../errors.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { recordAudit } from './record-audit.ts'
import { type NewVehicle, normalisePlate, type Vehicle, vehicleView } from './vehicle-view.ts'

/** Adds a vehicle to the fleet. @throws DomainError plate_taken. */
export async function createVehicle(context: Context, input: NewVehicle) {
  const now = context.clock.now()
  const row: Vehicle = {
    ...input,
    id: context.newId(),
    plate: normalisePlate(input.plate),
    status: 'active',
    version: 1,
    createdAt: now,
    updatedAt: now,
  }
  await refusingTakenPlate(() =>
    inTransaction(context, async (tx) => {
      await tx.db.insert(vehicles).values(row)
      await recordAudit(tx, {
        action: 'vehicle.create',
        subjectType: 'vehicle',
        subjectId: row.id,
        before: null,
        after: row,
      })
    }),
  )
  return vehicleView(row, null)
}

/** Names the field when another vehicle has the plate. */
export async function refusingTakenPlate<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isUniqueViolation(error, 'vehicles_plate_key')) throw error
    const message = 'Another vehicle has this plate.'
    throw new DomainError('conflict', 'plate_taken', message, { fields: [{ path: 'plate', message }] })
  }
}
