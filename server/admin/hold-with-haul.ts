import { and, eq, inArray } from 'drizzle-orm'
import { bookings, drivers } from '../../db/schema/index.ts'
import { DROPPABLE_STATES } from '../booking/states.ts'
import { conflict, notFound } from '../errors.ts'
import type { Context } from '../platform/context.ts'

/** A transaction that must be begun again, because its driver took a haul before they were held. */
class TookOtherWork extends Error {}

/** Begun so often at the most: each time the driver has taken another haul in between. */
const ATTEMPTS_MAX = 20

/**
 * The driver, locked until the transaction ends, and before them the haul that they have not collected the goods of, as
 * everybody locks. @throws DomainError not_found; TookOtherWork when they took a haul in between, for `untilHeld`.
 */
export async function holdWithHaul(tx: Context, driverId: string) {
  const isTheirs = and(eq(bookings.driverId, driverId), inArray(bookings.state, DROPPABLE_STATES))
  const [haul] = await tx.db.select().from(bookings).where(isTheirs).for('update')
  const driver = await holdRecord(tx, driverId)
  const [now] = await tx.db.select({ id: bookings.id }).from(bookings).where(isTheirs)
  if (now && now.id !== haul?.id) throw new TookOtherWork()
  return { driver, haul }
}

/** The driver's record, locked until the transaction ends. @throws DomainError not_found. */
export async function holdRecord(tx: Context, driverId: string) {
  const isIt = eq(drivers.userId, driverId)
  const [driver] = await tx.db.select().from(drivers).where(isIt).for('no key update')
  if (!driver) throw notFound('driver')
  return driver
}

/** Runs a transaction with `holdWithHaul` in it until it held what there was. @throws DomainError driver_busy when that never is. */
export async function untilHeld<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof TookOtherWork)) throw error
      if (attempt === ATTEMPTS_MAX) throw conflict('driver_busy', 'The driver keeps taking hauls; try again.')
    }
  }
}
