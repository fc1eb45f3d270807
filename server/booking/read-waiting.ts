import { and, desc, eq } from 'drizzle-orm'
import { bookingEvents } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import { waitingFee } from '../pricing/waiting-fee.ts'
import type { BookingRow } from './move-booking.ts'
import { readTerms } from './read-terms.ts'

type Waiting = { waitedS: number; waitingFeeMinor: number }

/**
 * How long the driver of a booking that is `arrived_at_pickup` has waited there until `now`, and what that costs by the terms
 * of the booking's own card, in minor units; nothing where no arrival was told. Who comes before the scheduled time waits
 * from that time on. Stops and drop-off have no wait: what is done there is in the price per stop.
 */
export async function readWaiting(context: Context, booking: BookingRow, now: Date): Promise<Waiting> {
  const waitedS = await readWaitedS(context, booking, now)
  return { waitedS, waitingFeeMinor: waitingFee(await readTerms(context, booking), waitedS) }
}

/** The same without what it costs. */
export async function readWaitedS(context: Context, booking: BookingRow, now: Date): Promise<number> {
  const { bookingId, type, seq, occurredAt } = bookingEvents
  const [arrival] = await context.db
    .select({ at: occurredAt })
    .from(bookingEvents)
    .where(and(eq(bookingId, booking.id), eq(type, 'arrived_at_pickup')))
    .orderBy(desc(seq))
    .limit(1)
  if (!arrival) return 0
  const fromMs = Math.max(arrival.at.getTime(), booking.scheduledFor?.getTime() ?? 0)
  return Math.max(0, Math.floor((now.getTime() - fromMs) / 1_000))
}
