import { and, asc, eq, gt, inArray, type SQL, sql } from 'drizzle-orm'
import { bookings, driverAvailability, drivers, vehicles } from '../../db/schema/index.ts'
import { ACTIVE_STATES } from '../booking/states.ts'
import type { Deps } from '../platform/context.ts'

const READ_MAX = 1_000
const RETRY_MS = 1_000

/**
 * Reads drivers as Postgres has them into the index. One read at a time: two of one driver could end out of order and
 * leave the older state. What changes during a read is read once after it, however often it changed.
 */
export function createDriverReader(deps: Pick<Deps, 'db' | 'driverIndex' | 'log'>) {
  const { driverIndex, log } = deps
  const waiting = new Set<string>()
  let turn: Promise<unknown> = Promise.resolve()
  let isDue = false
  let retry: ReturnType<typeof setTimeout> | undefined
  let isStopped = false

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work)
    turn = done.catch(() => {})
    return done
  }
  function readWaiting(): void {
    if (isDue || isStopped) return
    isDue = true
    void inTurn(async () => {
      isDue = false
      const ids = [...waiting].slice(0, READ_MAX)
      for (const id of ids) waiting.delete(id)
      try {
        const found = await readPage(deps, inArray(drivers.userId, ids))
        for (const id of ids) if (!found.has(id)) driverIndex.remove(id)
        if (waiting.size > 0) readWaiting()
      } catch (error) {
        log.error({ err: error, drivers: ids.length }, 'changed drivers not read; trying again')
        for (const id of ids) waiting.add(id)
        clearTimeout(retry)
        if (!isStopped) retry = setTimeout(readWaiting, RETRY_MS)
      }
    })
  }
  function changed(driverId: string): void {
    waiting.add(driverId)
    readWaiting()
  }
  return {
    /** The driver is read again soon; nothing is lost when that fails at first. */
    changed,
    /** Reads everybody, and forgets who is no more. @throws what the database throws. */
    async readAll(): Promise<void> {
      const known = Array.from(driverIndex.all(), (driver) => driver.driverId)
      const seen = new Set<string>()
      for (let last: string | undefined; ; ) {
        const page = last ? gt(drivers.userId, last) : undefined
        const found = await inTurn(() => readPage(deps, page))
        for (const id of found) seen.add(id)
        if (found.size < READ_MAX || isStopped) break
        last = [...found].at(-1)
      }
      if (!isStopped) for (const id of known) if (!seen.has(id)) changed(id)
    },
    async stop(): Promise<void> {
      isStopped = true
      clearTimeout(retry)
      await turn
    },
  }
}

async function readPage(
  { db, driverIndex }: Pick<Deps, 'db' | 'driverIndex'>,
  which: SQL | undefined,
): Promise<Set<string>> {
  const isAtHand = and(eq(bookings.driverId, drivers.userId), inArray(bookings.state, [...ACTIVE_STATES]))
  // Who has just hauled has waited since then, not since the morning.
  const lastHaulAt = sql<Date | null>`(select b.updated_at from bookings b
    where b.driver_id = ${drivers.userId} order by b.id desc limit 1)`.mapWith(bookings.updatedAt)
  const rows = await db
    .select({
      driver: drivers,
      availability: driverAvailability,
      vehicle: vehicles,
      bookingId: bookings.id,
      lastHaulAt,
    })
    .from(drivers)
    .leftJoin(driverAvailability, eq(driverAvailability.driverId, drivers.userId))
    .leftJoin(vehicles, eq(vehicles.id, drivers.vehicleId))
    .leftJoin(bookings, isAtHand)
    .where(which)
    .orderBy(asc(drivers.userId))
    .limit(READ_MAX)
  for (const { driver, availability, vehicle, bookingId, lastHaulAt } of rows) {
    driverIndex.setAttributes(driver.userId, {
      status: availability?.status ?? 'offline',
      approval: driver.approval,
      vehicleClass: vehicle?.vehicleClass ?? driver.vehicleClass,
      vehicleId: driver.vehicleId,
      capacityKg: vehicle?.capacityKg ?? 0,
      capacityM3: vehicle?.capacityM3 ?? 0,
      isFit: driver.approval === 'approved' && vehicle?.status === 'active',
      bookingId,
      waitingSinceMs: Math.max(availability?.changedAt.getTime() ?? 0, lastHaulAt?.getTime() ?? 0),
      ratingAvg: driver.ratingCount > 0 ? driver.ratingSum / driver.ratingCount : null,
      acceptanceRate: driver.offersDecided > 0 ? driver.offersAccepted / driver.offersDecided : 1,
    })
  }
  return new Set(rows.map(({ driver }) => driver.userId))
}
