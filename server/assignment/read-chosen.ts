import { and, asc, eq, gte, inArray, isNotNull, lt, ne, sql } from 'drizzle-orm'
import { dispatchDecisions, offers, users } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'

type Query = { bookingIds: readonly string[]; from: Date; to: Date }

/** Each time from `from` to before `to` that a driver was chosen for one of the bookings, oldest first, and what they said. */
export async function readChosen({ db }: Context, { bookingIds, from, to }: Query) {
  const rows = await db
    .select({
      id: dispatchDecisions.id,
      bookingId: dispatchDecisions.bookingId,
      kind: sql<'matched' | 'manual' | 'committed'>`${dispatchDecisions.kind}`,
      driverId: sql<string>`${dispatchDecisions.chosenDriverId}`,
      driverName: users.name,
      candidates: sql<number>`jsonb_array_length(${dispatchDecisions.candidates})`,
      decidedAt: dispatchDecisions.decidedAt,
      outcome: offers.state,
      answeredAt: offers.decidedAt,
    })
    .from(dispatchDecisions)
    .innerJoin(users, eq(users.id, dispatchDecisions.chosenDriverId))
    .leftJoin(offers, eq(offers.id, dispatchDecisions.offerId))
    .where(
      and(
        inArray(dispatchDecisions.bookingId, [...bookingIds]),
        gte(dispatchDecisions.decidedAt, from),
        lt(dispatchDecisions.decidedAt, to),
        isNotNull(dispatchDecisions.chosenDriverId),
        // Held for a driver who is not free yet: nobody was asked.
        ne(dispatchDecisions.kind, 'unmatched'),
      ),
    )
    .orderBy(asc(dispatchDecisions.decidedAt), asc(dispatchDecisions.id))
  return rows.map(({ decidedAt, answeredAt, ...row }) => ({
    ...row,
    at: decidedAt.toISOString(),
    answeredAt: answeredAt?.toISOString() ?? null,
  }))
}

/** The offers of bookings that a driver has taken, whatever became of them later, oldest first. */
export const readTaken = ({ db }: Context, bookingIds: readonly string[]) =>
  db
    .select({
      id: offers.id,
      bookingId: offers.bookingId,
      driverId: offers.driverId,
      createdAt: offers.createdAt,
    })
    .from(offers)
    .where(
      and(
        inArray(offers.bookingId, [...bookingIds]),
        inArray(offers.state, ['accepted', 'fulfilled', 'released', 'withdrawn']),
      ),
    )
    .orderBy(asc(offers.createdAt), asc(offers.id))
