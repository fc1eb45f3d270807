import { asc, eq, inArray } from 'drizzle-orm'
import { dispatchDecisions, offers, users } from '../../db/schema/index.ts'
import { readBooking } from '../booking/read-booking.ts'
import type { Context } from '../platform/context.ts'

/**
 * Every kept decision of a booking's search, oldest first, with its candidates' names and what became of the offer that it
 * led to. @throws DomainError not_found.
 */
export async function readDecisions(context: Context, bookingId: string) {
  await readBooking(context, bookingId)
  const rows = await context.db
    .select({ decision: dispatchDecisions, offer: offers })
    .from(dispatchDecisions)
    .leftJoin(offers, eq(offers.id, dispatchDecisions.offerId))
    .where(eq(dispatchDecisions.bookingId, bookingId))
    .orderBy(asc(dispatchDecisions.id))
  const ids = new Set(rows.flatMap(({ decision }) => decision.candidates.map(({ driverId }) => driverId)))
  const named = await context.db
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(inArray(users.id, [...ids]))
  const names = new Map(named.map(({ id, name }) => [id, name]))
  return rows.map(({ decision: { bookingId: _, ...decision }, offer }) => ({
    ...decision,
    decidedAt: decision.decidedAt.toISOString(),
    candidates: decision.candidates.map((candidate) => ({
      ...candidate,
      name: names.get(candidate.driverId) ?? null,
    })),
    offer: offer && {
      state: offer.state,
      expiresAt: offer.expiresAt.toISOString(),
      decidedAt: offer.decidedAt?.toISOString() ?? null,
      declineReason: offer.declineReason,
    },
  }))
}
