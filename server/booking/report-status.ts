import { and, eq, lte } from 'drizzle-orm'
import { bookings } from '../../db/schema/index.ts'
import { broadcastDriver } from '../assignment/broadcast-changes.ts'
import { releaseDriver } from '../assignment/release-driver.ts'
import { DomainError } from '../errors.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { type BookingRow, moveBooking } from './move-booking.ts'
import { readBooking } from './read-booking.ts'

export const DRIVER_STATUSES = [
  'en_route_to_pickup',
  'arrived_at_pickup',
  'goods_collected',
  'arrived_at_dropoff',
  'delivered',
  'completed',
] as const

const AUTO_COMPLETE_MS = 120_000
/** The pickup of a scheduled booking is searched for this long ahead. */
const SEARCH_AHEAD_MS = 20 * 60_000
const SWEEP_MAX = 200

/** The booking's driver reports the next step. @throws DomainError not_found, version_mismatch, illegal_move. */
export async function reportStatus(
  context: Context,
  input: {
    bookingId: string
    status: (typeof DRIVER_STATUSES)[number]
    version: number
    proof?: Record<string, string>
  },
): Promise<BookingRow> {
  const { bookingId, status, version, proof } = input
  await readBooking(context, bookingId)
  if (status === 'completed') return completeBooking(context, bookingId, version)
  const set = proof ? { proof } : {}
  return inTransaction(context, (tx) =>
    moveBooking(tx, { bookingId, to: status, expectedVersion: version, set }),
  )
}

async function completeBooking(
  context: Context,
  bookingId: string,
  expectedVersion: number,
): Promise<BookingRow> {
  const completed = await inTransaction(context, async (tx) => {
    const moved = await moveBooking(tx, {
      bookingId,
      to: 'completed',
      expectedVersion,
      set: { completedAt: tx.clock.now() },
    })
    await releaseDriver(tx, { bookingId, outcome: 'fulfilled' })
    return moved
  })
  if (completed.driverId) broadcastDriver(context, completed.driverId)
  return completed
}

/** Completes what was delivered a while ago by a driver whose app fell silent. */
export async function completeDeliveredBookings(context: Context): Promise<void> {
  const before = new Date(context.clock.now().getTime() - AUTO_COMPLETE_MS)
  const overdue = and(eq(bookings.state, 'delivered'), lte(bookings.updatedAt, before))
  const rows = await context.db.select().from(bookings).where(overdue).limit(SWEEP_MAX)
  for (const row of rows) await unlessMovedMeanwhile(() => completeBooking(context, row.id, row.version))
}

/** Starts the search of scheduled bookings whose time has come; the version check makes it happen once. */
export async function startScheduledSearches(context: Context): Promise<void> {
  const now = context.clock.now()
  const due = and(
    eq(bookings.state, 'scheduled'),
    lte(bookings.scheduledFor, new Date(now.getTime() + SEARCH_AHEAD_MS)),
  )
  const rows = await context.db.select().from(bookings).where(due).limit(SWEEP_MAX)
  for (const { id, version } of rows) {
    const move = {
      bookingId: id,
      to: 'searching',
      expectedVersion: version,
      set: { searchStartedAt: now },
    } as const
    await unlessMovedMeanwhile(() => inTransaction(context, (tx) => moveBooking(tx, move)))
  }
}

async function unlessMovedMeanwhile(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof DomainError && error.kind === 'conflict')) throw error
  }
}
