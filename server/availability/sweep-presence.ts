/*
 * A driver on duty → silent after a minute → offline after five, or back when heard again. Heard means that a server
 * received a position which it could take, or a change of availability; the device's own clock does not count. Who goes
 * offline so drops out of a haul whose goods are not collected; who has them on board stays on duty, silent, for an
 * operator to deal with, and comes to no other haul after it. Every step is one transaction that decides by the locked
 * rows, so that it happens once however many workers sweep.
 */
import { and, asc, eq, gt, inArray, isNotNull, lte, ne, or } from 'drizzle-orm'
import { bookings, driverAvailability } from '../../db/schema/index.ts'
import { broadcastDriver, broadcastOffers } from '../assignment/broadcast-changes.ts'
import { holdDriver, readHeldDriver } from '../assignment/hold-parties.ts'
import { withdrawOffers } from '../assignment/withdraw-offers.ts'
import { dropOut } from '../booking/drop-out.ts'
import type { BookingRow } from '../booking/move-booking.ts'
import { DROPPABLE_STATES } from '../booking/states.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { appendEvents } from '../platform/event-log/append-events.ts'
import { OFFLINE_AFTER_MS, SILENT_AFTER_MS } from '../tracking/driver.ts'
import { heardAtMs } from '../tracking/heard-at.ts'
import { type Availability, changeStatus, lockAvailability } from './change-status.ts'

const PAGE_MAX = 500

/**
 * Marks the silent, takes those offline who stay so, and welcomes back who is heard again. Nobody is silent for longer
 * than we have listened, since `listeningSinceMs`.
 */
export async function sweepPresence(context: Context, listeningSinceMs: number): Promise<void> {
  for (let last: string | undefined; ; ) {
    const page = await readSuspects(context, last)
    for (const row of page) {
      if (nextStep(context, row, listeningSinceMs)) await takeStep(context, row.driverId, listeningSinceMs)
    }
    if (page.length < PAGE_MAX) return
    last = page.at(-1)?.driverId
  }
}

function readSuspects({ db, clock }: Context, last: string | undefined): Promise<Availability[]> {
  const { driverId, status, seenAt, silentAt } = driverAvailability
  const limit = new Date(clock.now().getTime() - SILENT_AFTER_MS)
  return db
    .select()
    .from(driverAvailability)
    .where(
      and(
        ne(status, 'offline'),
        or(lte(seenAt, limit), isNotNull(silentAt)),
        last ? gt(driverId, last) : undefined,
      ),
    )
    .orderBy(asc(driverId))
    .limit(PAGE_MAX)
}

function nextStep(
  context: Context,
  row: Availability,
  listeningSinceMs: number,
): 'silent' | 'recovered' | 'offline' | null {
  if (row.status === 'offline') return null
  const nowMs = context.clock.now().getTime()
  const heardMs = heardAtMs(context, row)
  const silentForMs = nowMs - Math.max(heardMs, listeningSinceMs)
  if (!row.silentAt) return silentForMs >= SILENT_AFTER_MS ? 'silent' : null
  if (nowMs - heardMs < SILENT_AFTER_MS) return 'recovered'
  return silentForMs >= OFFLINE_AFTER_MS ? 'offline' : null
}

async function takeStep(context: Context, driverId: string, listeningSinceMs: number): Promise<void> {
  const withdrawn = await inTransaction(context, async (tx) => {
    const haul = await holdDroppable(tx, driverId)
    await holdDriver(tx, driverId, 'no key update')
    const row = await lockAvailability(tx, driverId)
    // Again, by what is known now: the driver may have been heard while we waited for the lock.
    const step = row && nextStep(tx, row, listeningSinceMs)
    if (!step) return null
    const heardAt = new Date(heardAtMs(tx, row))
    if (step === 'offline') {
      if (haul) await dropOut(tx, haul, 'driver_silent')
      const { isBusy } = await readHeldDriver(tx, driverId)
      if (isBusy) {
        // Nobody waits any longer for what they had promised to do next.
        const released = await withdrawOffers(tx, { driverId })
        return released.length > 0 ? released : null
      }
      return changeStatus(tx, driverId, { before: row, to: step, reason: 'silent', heardAt })
    }
    await mark(tx, row, step, heardAt)
    return []
  })
  if (!withdrawn) return
  broadcastOffers(context, 'withdrawn', withdrawn)
  broadcastDriver(context, driverId)
}

/** The driver's haul while they can still drop out of it, locked before the driver, as everybody locks. */
async function holdDroppable(tx: Context, driverId: string): Promise<BookingRow | undefined> {
  const isTheirs = and(eq(bookings.driverId, driverId), inArray(bookings.state, DROPPABLE_STATES))
  const [haul] = await tx.db.select().from(bookings).where(isTheirs).for('update')
  return haul
}

async function mark(
  tx: Context,
  row: Availability,
  step: 'silent' | 'recovered',
  heardAt: Date,
): Promise<void> {
  const { driverId, status } = row
  await tx.db
    .update(driverAvailability)
    .set({ silentAt: step === 'silent' ? tx.clock.now() : null, seenAt: heardAt })
    .where(eq(driverAvailability.driverId, driverId))
  const data = { driverId, status, heardAt: heardAt.toISOString() }
  await appendEvents(tx, [{ type: `driver.${step}`, key: driverId, data }])
}
