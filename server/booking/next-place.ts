import type { BookingRow } from './move-booking.ts'

/**
 * Where the driver of an active booking goes next: to the pickup until they have arrived there, then to the first stop
 * that they have not reached, at last to the drop-off.
 */
export function nextPlaceOf(row: Pick<BookingRow, 'state' | 'pickup' | 'dropoff' | 'nextStop'>) {
  if (row.state === 'assigned' || row.state === 'en_route_to_pickup') return row.pickup
  const isUnderWay = row.state === 'arrived_at_pickup' || row.state === 'goods_collected'
  return (isUnderWay && row.nextStop) || row.dropoff
}
