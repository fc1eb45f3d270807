import { and, eq, sql } from 'drizzle-orm'
import { bookings } from '../../db/schema/index.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { forEachBooking } from './for-each-booking.ts'
import { lockBooking } from './lock-booking.ts'
import { noteEvent } from './note-event.ts'

const SWEEP_MAX = 200

/**
 * Tells those who follow a search that the driver who had promised to come next does not: the promise ends under the
 * driver's lock, which comes after the booking's, so that its end enters the history here, once.
 */
export async function noteLostDrivers(context: Context): Promise<void> {
  const isLost = sql`${bookings.state} = 'searching'
    and exists (select 1 from booking_events e
      where e.booking_id = ${bookings.id} and e.seq = ${bookings.version} and e.type = 'driver_queued')
    and not exists (select 1 from offers o where o.booking_id = ${bookings.id} and o.state = 'queued')`
  const rows = await context.db.select({ id: bookings.id }).from(bookings).where(isLost).limit(SWEEP_MAX)
  await forEachBooking(context, rows, {
    idOf: ({ id }) => id,
    work: ({ id }) =>
      inTransaction(context, async (tx) => {
        const before = await lockBooking(tx, id)
        const [lost] = await tx.db
          .select({ id: bookings.id })
          .from(bookings)
          .where(and(eq(bookings.id, id), isLost))
        if (lost) await noteEvent(tx, before, { event: 'driver_released', data: {} })
      }),
  })
}
