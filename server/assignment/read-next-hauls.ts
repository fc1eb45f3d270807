import { and, eq, inArray } from 'drizzle-orm'
import { offers } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'

/** By driver: the booking that they have promised to come to after the haul at hand. */
export async function readNextHauls(
  { db }: Pick<Context, 'db'>,
  driverIds: readonly string[],
): Promise<Map<string, string>> {
  const promised = await db
    .select({ driverId: offers.driverId, bookingId: offers.bookingId })
    .from(offers)
    .where(and(inArray(offers.driverId, [...driverIds]), eq(offers.state, 'queued')))
  return new Map(promised.map(({ driverId, bookingId }) => [driverId, bookingId]))
}
