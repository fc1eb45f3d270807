import { broadcastDriver } from '../assignment/broadcast-changes.ts'
import { DomainError } from '../errors.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { completeBooking } from './complete-booking.ts'
import { type BookingRow, moveBooking } from './move-booking.ts'
import { checkReport } from './proof/check-report.ts'
import { measurePlace, reportedFrom } from './proof/measure-place.ts'
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
/** The place at which a step is made. */
const PLACE_OF: Partial<Record<(typeof DRIVER_STATUSES)[number], 'pickup' | 'dropoff'>> = {
  arrived_at_pickup: 'pickup',
  goods_collected: 'pickup',
  arrived_at_dropoff: 'dropoff',
  delivered: 'dropoff',
}

/**
 * The booking's driver reports the next step; where they are at a place of the haul is kept with it.
 * @throws DomainError not_found, version_mismatch, illegal_move, pin_required, pin_wrong, pin_locked, proof_missing.
 */
export async function reportStatus(
  context: Context,
  input: {
    bookingId: string
    status: (typeof DRIVER_STATUSES)[number]
    version: number
    proof?: Record<string, string>
    pin?: string
  },
): Promise<BookingRow> {
  const { bookingId, status, version, proof } = input
  const before = await readBooking(context, bookingId)
  if (status === 'completed') return completeBooking(context, { bookingId, expectedVersion: version })
  const set = proof ? { proof: { ...before.proof, ...proof } } : {}
  const place = PLACE_OF[status]
  const data = place ? reportedFrom(measurePlace(context, before.driverId, before[place])) : {}
  const moved = await inTransaction(
    context,
    async (tx) =>
      (await checkReport(tx, input)) ??
      moveBooking(tx, { bookingId, to: status, expectedVersion: version, set, data }),
  )
  if (moved instanceof DomainError) throw moved
  if (moved.driverId && CHANGES_DROPOFF.includes(status)) broadcastDriver(context, moved.driverId)
  return moved
}
