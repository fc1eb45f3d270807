import { eq, sql } from 'drizzle-orm'
import { bookings } from '../../db/schema/index.ts'
import { statementOf } from '../../db/statement-of.ts'
import { notFound } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import { isVisibleTo } from './is-visible-to.ts'
import type { BookingRow } from './move-booking.ts'

/** What the actor may see: customers their own, drivers those they drive, operators and workers all. */
export function visibleTo({ actor }: Context) {
  if (actor.role === 'customer') return eq(bookings.customerId, actor.id)
  if (actor.role === 'driver') return eq(bookings.driverId, actor.id)
  if (actor.role === 'anonymous') throw notFound('booking')
  return undefined
}

const bookingById = statementOf((db) =>
  db
    .select()
    .from(bookings)
    .where(eq(bookings.id, sql.placeholder('id')))
    .prepare('booking by id'),
)

/** @throws DomainError not_found, also for a booking that the actor may not know of. */
export async function readBooking(context: Context, id: string): Promise<BookingRow> {
  const [row] = await bookingById(context.db).execute({ id })
  if (!row || !isVisibleTo(context.actor, row)) throw notFound('booking')
  return row
}
