import { and, asc, eq, gt, gte, inArray, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import {
  bookings,
  driverAvailability,
  driverReliabilityDays,
  drivers,
  vehicles,
} from '../../db/schema/index.ts'
import { unfitness } from '../admin/why-unfit.ts'
import { expectedRates, windowStart } from '../assignment/expected-rates.ts'
import { ACTIVE_STATES } from '../booking/states.ts'
import type { Deps } from '../platform/context.ts'
import { readIdsAtWork } from './read-ids-at-work.ts'

/** Changed drivers read at once. */
const READ_MAX = 1_000
/** Drivers of a page when everybody is read. */
const PAGE_MAX = 5_000
const RETRY_MS = 1_000

/**
 * Reads drivers as Postgres has them into the index. One read at a time: two of one driver could end out of order and
 * leave the older state. What changes during a read is read once after it, however often it changed.
 */
export function createDriverReader(deps: Pick<Deps, 'db' | 'clock' | 'driverIndex' | 'log'>) {
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
        const found = await readPage(deps, { ids })
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

    /** Reads who is at work; where that is most of them, everybody, which costs less each. @throws what the database throws. */
    async readAtWork(): Promise<void> {
      const { ids, areMost } = await readIdsAtWork(deps)
      if (areMost) return this.readAll()
      for (let from = 0; from < ids.length && !isStopped; from += READ_MAX) {
        const some = ids.slice(from, from + READ_MAX)
        const found = await inTurn(() => readPage(deps, { ids: some }))
        for (const id of some) if (!found.has(id)) changed(id)
      }
    },

    /** Reads everybody, and forgets who is no more. @throws what the database throws. */
    async readAll(): Promise<void> {
      const known = Array.from(driverIndex.all(), (driver) => driver.driverId)
      const seen = new Set<string>()
      for (let last: string | undefined; ; ) {
        const page = last === undefined ? {} : { after: last }
        const found = await inTurn(() => readPage(deps, page))
        for (const id of found) seen.add(id)
        if (found.size < PAGE_MAX || isStopped) break
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

/** Who has just hauled has waited since then, not since the morning. */
const lastHaulAt = sql<Date | null>`(select b.updated_at from bookings b
  where b.driver_id = ${drivers.userId} order by b.id desc limit 1)`.mapWith(bookings.updatedAt)
/** Who has the goods and no stop ahead will be free there. */
const lastPlace = sql<{ lat: number; lng: number } | null>`case
  when ${bookings.state} in ('goods_collected', 'arrived_at_dropoff') and ${bookings.nextStop} is null
  then jsonb_build_object('lat', ${bookings.dropoff}->'lat', 'lng', ${bookings.dropoff}->'lng') end`

async function readPage(
  { db, clock, driverIndex }: Pick<Deps, 'db' | 'clock' | 'driverIndex'>,
  { ids, after }: { ids?: string[]; after?: string },
): Promise<Set<string>> {
  // Each joined table begins at the page too: the database does not see by itself that it may, and would start over.
  const isOnPage = (driverId: PgColumn) =>
    ids ? inArray(driverId, ids) : after === undefined ? undefined : gt(driverId, after)
  const isAtHand = and(
    eq(bookings.driverId, drivers.userId),
    inArray(bookings.state, [...ACTIVE_STATES]),
    isOnPage(bookings.driverId),
  )
  const isAvailability = and(
    eq(driverAvailability.driverId, drivers.userId),
    isOnPage(driverAvailability.driverId),
  )
  const recent = sumReliability(db, windowStart(clock.now()))
  // Only what is asked for: with a hundred thousand drivers most of the time goes into decoding columns.
  const rows = await db
    .select({
      userId: drivers.userId,
      approval: drivers.approval,
      ownClass: drivers.vehicleClass,
      vehicleId: drivers.vehicleId,
      ratingSum: drivers.ratingSum,
      ratingCount: drivers.ratingCount,
      ...{ accepted: recent.accepted, decided: recent.decided },
      ...{ assigned: recent.assigned, droppedOut: recent.droppedOut },
      status: driverAvailability.status,
      changedAt: driverAvailability.changedAt,
      vehicleClass: vehicles.vehicleClass,
      vehicleStatus: vehicles.status,
      capacityKg: vehicles.capacityKg,
      capacityM3: vehicles.capacityM3,
      bookingId: bookings.id,
      dropoff: lastPlace,
      lastHaulAt,
      unfit: unfitness(clock.now()),
    })
    .from(drivers)
    .leftJoin(driverAvailability, isAvailability)
    .leftJoin(vehicles, eq(vehicles.id, drivers.vehicleId))
    .leftJoin(bookings, isAtHand)
    .leftJoinLateral(recent, sql`true`)
    .where(isOnPage(drivers.userId))
    .orderBy(asc(drivers.userId))
    .limit(PAGE_MAX)
  for (const row of rows) {
    const { approval, vehicleId, bookingId, dropoff, ratingSum, ratingCount } = row
    driverIndex.setAttributes(row.userId, {
      status: row.status ?? 'offline',
      approval,
      vehicleClass: row.vehicleClass ?? row.ownClass,
      vehicleId,
      capacityKg: row.capacityKg ?? 0,
      capacityM3: row.capacityM3 ?? 0,
      isFit: approval === 'approved' && row.vehicleStatus === 'active' && row.unfit === null,
      unfit: row.unfit,
      bookingId,
      dropoff,
      waitingSinceMs: Math.max(row.changedAt?.getTime() ?? 0, row.lastHaulAt?.getTime() ?? 0),
      ratingAvg: ratingCount > 0 ? ratingSum / ratingCount : null,
      ...expectedRates(row),
    })
  }
  return new Set(rows.map(({ userId }) => userId))
}

/** What a driver of the page was offered and did since a day: one short range of an index each. */
function sumReliability(db: Deps['db'], since: string) {
  const days = driverReliabilityDays
  return db
    .select({
      accepted: sql<number>`sum(${days.accepted})::int`.as('accepted'),
      decided: sql<number>`sum(${days.accepted} + ${days.declined} + ${days.expired})::int`.as('decided'),
      assigned: sql<number>`sum(${days.assigned})::int`.as('assigned'),
      droppedOut: sql<number>`sum(${days.droppedOut})::int`.as('dropped_out'),
    })
    .from(days)
    .where(and(eq(days.driverId, drivers.userId), gte(days.day, since)))
    .as('recent')
}
