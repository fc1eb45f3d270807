import { and, eq, inArray } from 'drizzle-orm'
import { offers } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'

/** By booking: why a driver is not asked for it, if there is a reason. */
export type Excluded = (bookingId: string) => (driverId: string) => string | undefined

/**
 * Who is not asked: those who hold an offer now, or have one for when they are free, and, for a booking, those who have
 * passed on it before.
 */
export async function readExcluded(context: Context, bookingIds: readonly string[]): Promise<Excluded> {
  const { db } = context
  const holder = { driverId: offers.driverId }
  // Two statements, for each of which there is an index of nothing else.
  const asked = await db.select(holder).from(offers).where(eq(offers.state, 'open'))
  const ahead = await db
    .select(holder)
    .from(offers)
    .where(inArray(offers.state, ['forward', 'queued']))
  const held = new Map([
    ...asked.map(({ driverId }) => [driverId, 'has_open_offer'] as const),
    ...ahead.map(({ driverId }) => [driverId, 'has_next_offer'] as const),
  ])
  const hasPassed = inArray(offers.state, ['declined', 'expired', 'released'])
  const passed = await db
    .select({ bookingId: offers.bookingId, driverId: offers.driverId, state: offers.state })
    .from(offers)
    .where(and(inArray(offers.bookingId, [...bookingIds]), hasPassed))
  const passedOn = Map.groupBy(passed, ({ bookingId }) => bookingId)
  return (bookingId) => {
    const before = passedOn.get(bookingId) ?? []
    const gates = new Map(before.map(({ driverId, state }) => [driverId, `${state}_before`]))
    return (driverId) => gates.get(driverId) ?? held.get(driverId)
  }
}
