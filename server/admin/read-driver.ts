import { eq } from 'drizzle-orm'
import { drivers, users } from '../../db/schema/index.ts'
import { notFound } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import { driverView } from './driver-view.ts'

/** @throws DomainError not_found. */
export async function readDriverRecord(context: Context, id: string) {
  const [row] = await context.db
    .select()
    .from(drivers)
    .innerJoin(users, eq(users.id, drivers.userId))
    .where(eq(drivers.userId, id))
  if (!row) throw notFound('driver')
  return driverView(row.drivers, row.users)
}
