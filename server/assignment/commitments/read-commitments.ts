import { and, eq, lt } from 'drizzle-orm'
import { bookings, commitments } from '../../../db/schema/index.ts'
import type { Context } from '../../platform/context.ts'
import type { Point } from '../find-candidates.ts'

/** No haul that is given now is under way for longer. */
const HORIZON_MS = 86_400_000

/** What a driver has promised: from `startsAtMs` they are another booking's, whose pickup they reach by `pickupAtMs`. */
export type Promised = { bookingId: string; startsAtMs: number; pickupAtMs: number; pickup: Point }
export type PromisedBy = (driverId: string) => readonly Promised[]

/** What drivers have promised for the next day, of all of them in one statement, or of one. */
export async function readPromised(context: Context, driverId?: string): Promise<PromisedBy> {
  const before = new Date(context.clock.now().getTime() + HORIZON_MS)
  const rows = await context.db
    .select({
      driverId: commitments.driverId,
      bookingId: commitments.bookingId,
      startsAt: commitments.startsAt,
      pickup: bookings.pickup,
      scheduledFor: bookings.scheduledFor,
    })
    .from(commitments)
    .innerJoin(bookings, eq(bookings.id, commitments.bookingId))
    .where(
      and(
        eq(commitments.state, 'held'),
        lt(commitments.startsAt, before),
        driverId ? eq(commitments.driverId, driverId) : undefined,
      ),
    )
  const promised = Map.groupBy(
    rows.map(({ startsAt, scheduledFor, ...row }) => ({
      ...row,
      startsAtMs: startsAt.getTime(),
      pickupAtMs: (scheduledFor ?? startsAt).getTime(),
    })),
    (row) => row.driverId,
  )
  return (id) => promised.get(id) ?? []
}

/** The bookings that a driver has promised to drive. */
export async function readHeldBookings({ db }: Context, driverId: string): Promise<string[]> {
  const rows = await db
    .select({ bookingId: commitments.bookingId })
    .from(commitments)
    .where(and(eq(commitments.driverId, driverId), eq(commitments.state, 'held')))
  return rows.map(({ bookingId }) => bookingId)
}

/** Who has promised to drive a booking; undefined when nobody has. */
export async function readCommittedDriver({ db }: Context, bookingId: string): Promise<string | undefined> {
  return (await readHeld({ db }, bookingId))?.driverId
}

/** Whose a promise is or was; undefined for what is the id of none. */
export async function readPromiser({ db }: Context, commitmentId: unknown): Promise<string | undefined> {
  if (typeof commitmentId !== 'string') return undefined
  const [row] = await db
    .select({ driverId: commitments.driverId })
    .from(commitments)
    .where(eq(commitments.id, commitmentId))
  return row?.driverId
}

/** The promise that is held for a booking; undefined without one. */
export async function readHeld({ db }: Pick<Context, 'db'>, bookingId: string) {
  const [held] = await db
    .select()
    .from(commitments)
    .where(and(eq(commitments.bookingId, bookingId), eq(commitments.state, 'held')))
  return held
}
