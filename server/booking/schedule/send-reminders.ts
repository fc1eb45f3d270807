import { and, asc, eq, inArray, isNull, lte } from 'drizzle-orm'
import type { BookingState } from '../../../db/schema/booking.ts'
import { bookingReminders, bookings } from '../../../db/schema/index.ts'
import { readCommittedDriver } from '../../assignment/commitments/read-commitments.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { appendEvents } from '../../platform/event-log/append-events.ts'
import { forEachBooking } from '../for-each-booking.ts'
import { DRIVER_REMINDER_MIN } from './set-timers.ts'

/** Reminders that one sweep sends; the next sends the rest. */
const SWEEP_MAX = 500
const MINUTE_MS = 60_000
/** Until the goods are waited for at the pickup there is something to be reminded of. */
const REMINDED_STATES: readonly BookingState[] = ['scheduled', 'searching', 'assigned', 'en_route_to_pickup']

type Reminder = typeof bookingReminders.$inferSelect

/** Sends the reminders that are due, of some bookings or of all. */
export async function sendReminders(context: Context, bookingIds?: readonly string[]): Promise<void> {
  const { dueAt, sentAt, bookingId } = bookingReminders
  const rows = await context.db
    .select()
    .from(bookingReminders)
    .where(
      and(isNull(sentAt), lte(dueAt, context.clock.now()), bookingIds && inArray(bookingId, [...bookingIds])),
    )
    .orderBy(asc(dueAt))
    .limit(SWEEP_MAX)
  await forEachBooking(context, rows, {
    idOf: ({ bookingId }) => bookingId,
    work: (reminder) => inTransaction(context, (tx) => sendReminder(tx, reminder)),
  })
}

/** The event and that it was sent are one commit; whoever changes the booking's time waits for it, or we for them. */
async function sendReminder(tx: Context, { bookingId, minutesBefore, dueAt }: Reminder): Promise<void> {
  const [booking] = await tx.db.select().from(bookings).where(eq(bookings.id, bookingId)).for('share')
  const isThis = and(
    eq(bookingReminders.bookingId, bookingId),
    eq(bookingReminders.minutesBefore, minutesBefore),
    eq(bookingReminders.dueAt, dueAt),
    isNull(bookingReminders.sentAt),
  )
  const now = tx.clock.now()
  const driverId = booking && (booking.driverId ?? (await readCommittedDriver(tx, bookingId)))
  const isOfUse =
    booking?.scheduledFor &&
    REMINDED_STATES.includes(booking.state) &&
    !isStale(minutesBefore, booking.scheduledFor, now) &&
    (driverId || minutesBefore !== DRIVER_REMINDER_MIN)
  if (!booking?.scheduledFor || !isOfUse) {
    await tx.db.delete(bookingReminders).where(isThis)
    tx.metrics.reminders.inc({ outcome: 'dropped' })
    return
  }
  const [sent] = await tx.db
    .update(bookingReminders)
    .set({ sentAt: now })
    .where(isThis)
    .returning({ bookingId: bookingReminders.bookingId })
  if (!sent) return
  const pickupAt = booking.scheduledFor.toISOString()
  const data = {
    bookingId,
    customerId: booking.customerId,
    driverId: driverId ?? null,
    pickupAt,
    minutesBefore,
  }
  await appendEvents(tx, [{ type: 'booking.reminder', key: bookingId, data }])
  tx.metrics.reminders.inc({ outcome: 'sent' })
}

/** Whether so little time is left that a reminder, which comes late, would say what is not true any more. */
export const isStale = (minutesBefore: number, scheduledFor: Date, now: Date): boolean =>
  scheduledFor.getTime() - now.getTime() < (minutesBefore * MINUTE_MS) / 2
