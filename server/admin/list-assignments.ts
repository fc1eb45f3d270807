import { and, desc, eq, lt } from 'drizzle-orm'
import { type Static, t } from 'elysia'
import { users, vehicleAssignments, vehicles } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import { idSchema, nullable, object } from '../platform/http/schemas.ts'
import { type IdPage, rowsToRead, toPage } from './page.ts'

export const assignmentSchema = object({
  id: idSchema,
  vehicleId: idSchema,
  plate: t.String(),
  driverId: idSchema,
  driver: t.String({ description: 'Their name', examples: ['Ravi Kumar'] }),
  startedAt: t.String({ format: 'date-time', examples: ['2026-03-02T09:30:00.000Z'] }),
  endedAt: nullable(t.String({ format: 'date-time', examples: ['2026-06-02T09:30:00.000Z'] })),
})

/** Who had a vehicle, or which vehicles a driver had, and when; newest first. Nothing for who does not exist. */
export async function listAssignments(
  context: Context,
  { vehicleId, driverId, ...page }: IdPage & { vehicleId?: string; driverId?: string },
) {
  const rows = await context.db
    .select({
      assignment: vehicleAssignments,
      id: vehicleAssignments.id,
      plate: vehicles.plate,
      name: users.name,
    })
    .from(vehicleAssignments)
    .innerJoin(vehicles, eq(vehicles.id, vehicleAssignments.vehicleId))
    .innerJoin(users, eq(users.id, vehicleAssignments.driverId))
    .where(
      and(
        vehicleId ? eq(vehicleAssignments.vehicleId, vehicleId) : undefined,
        driverId ? eq(vehicleAssignments.driverId, driverId) : undefined,
        page.cursor ? lt(vehicleAssignments.id, page.cursor) : undefined,
      ),
    )
    .orderBy(desc(vehicleAssignments.id))
    .limit(rowsToRead(page))
  return toPage(
    rows,
    page,
    ({ assignment, plate, name }): Static<typeof assignmentSchema> => ({
      ...{ ...assignment, plate, driver: name },
      startedAt: assignment.startedAt.toISOString(),
      endedAt: assignment.endedAt?.toISOString() ?? null,
    }),
  )
}
