import { and, asc, eq, inArray } from 'drizzle-orm'
import { bookings, drivers } from '../../db/schema/index.ts'
import { readHeldBookings } from '../assignment/commitments/read-commitments.ts'
import { DROPPABLE_STATES } from '../booking/states.ts'
import { conflict, notFound } from '../errors.ts'
import type { Context } from '../platform/context.ts'

/** A transaction that must be begun again, because its driver took or promised a haul before they were held. */
class TookOtherWork extends Error {}

/** Begun so often at the most: each time the driver has taken another haul in between. */
const ATTEMPTS_MAX = 20

/**
 * The driver, locked until the transaction ends, and before them the haul that they have not collected the goods of and what
 * they have promised to drive, as everybody locks.
 * @throws DomainError not_found; TookOtherWork when they took or promised a haul in between, for `untilHeld`.
 */
export async function holdWithHaul(tx: Context, driverId: string) {
  const before = await readWork(tx, driverId)
  const isBefore = inArray(bookings.id, [...before.hauls, ...before.promised])
  const held = await tx.db.select().from(bookings).where(isBefore).orderBy(asc(bookings.id)).for('update')
  const driver = await holdRecord(tx, driverId)
  // Neither can change any more: whoever would add to it needs the driver, whoever ends some of it the booking.
  const { hauls, promised } = await readWork(tx, driverId)
  const byId = new Map(held.map((booking) => [booking.id, booking]))
  if ([...hauls, ...promised].some((id) => !byId.has(id))) throw new TookOtherWork()
  return {
    driver,
    haul: held.find(({ id }) => hauls.includes(id)),
    promised: held.filter(({ id }) => promised.includes(id)),
  }
}

/** What a driver would have to hand back: the haul that they have not collected the goods of, and those they have promised. */
export async function readWork(tx: Context, driverId: string) {
  const isTheirs = and(eq(bookings.driverId, driverId), inArray(bookings.state, DROPPABLE_STATES))
  const hauls = await tx.db.select({ id: bookings.id }).from(bookings).where(isTheirs)
  return { hauls: hauls.map(({ id }) => id), promised: await readHeldBookings(tx, driverId) }
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
