import { inArray, ne } from 'drizzle-orm'
import { bookings, driverAvailability } from '../../db/schema/index.ts'
import { ACTIVE_STATES } from '../booking/states.ts'
import type { Deps } from '../platform/context.ts'

/**
 * Who is on duty or on a haul, as Postgres has it or the index: nobody else can be sent, and whoever can from now on is among
 * them. By the indexes of just these, of however many there are.
 */
export async function readIdsAtWork({ db, driverIndex }: Pick<Deps, 'db' | 'driverIndex'>) {
  const { driverId, status } = driverAvailability
  const onDuty = await db.select({ id: driverId }).from(driverAvailability).where(ne(status, 'offline'))
  const isUnderWay = inArray(bookings.state, [...ACTIVE_STATES])
  const hauling = await db.select({ id: bookings.driverId }).from(bookings).where(isUnderWay)
  const atWork = new Set([...onDuty, ...hauling].flatMap(({ id }) => id ?? []))
  let known = 0
  for (const driver of driverIndex.all()) {
    known++
    if (driver.status !== 'offline' || driver.bookingId !== null) atWork.add(driver.driverId)
  }
  return { ids: [...atWork], areMost: atWork.size * 2 > known }
}
