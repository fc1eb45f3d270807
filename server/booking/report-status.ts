import { broadcastDriver } from '../assignment/broadcast-changes.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { completeBooking } from './complete-booking.ts'
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
/** Where a driver comes to have nothing left but the drop-off, and where that is behind them: dispatch asks ahead between. */
const CHANGES_DROPOFF: readonly string[] = ['goods_collected', 'delivered']

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
  if (status === 'completed') return completeBooking(context, { bookingId, expectedVersion: version })
  const set = proof ? { proof } : {}
  const moved = await inTransaction(context, (tx) =>
    moveBooking(tx, { bookingId, to: status, expectedVersion: version, set }),
  )
  if (moved.driverId && CHANGES_DROPOFF.includes(status)) broadcastDriver(context, moved.driverId)
  return moved
}
