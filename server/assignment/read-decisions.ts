import { asc, eq } from 'drizzle-orm'
import { dispatchDecisions } from '../../db/schema/index.ts'
import { readBooking } from '../booking/read-booking.ts'
import type { Context } from '../platform/context.ts'

/** Every kept decision of a booking's search, oldest first. @throws DomainError not_found. */
export async function readDecisions(context: Context, bookingId: string) {
  await readBooking(context, bookingId)
  return context.db
    .select()
    .from(dispatchDecisions)
    .where(eq(dispatchDecisions.bookingId, bookingId))
    .orderBy(asc(dispatchDecisions.id))
}
