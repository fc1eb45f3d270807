import type { Booking } from '../api/types.ts'
import { Link } from '../app/router.tsx'
import { BookingBadge } from '../shared/badge.tsx'
import { kilometres, minutes, money, sentence, shortId } from '../shared/format.ts'
import type { Column } from '../shared/table/columns.ts'
import { Time } from '../shared/time.tsx'
import { vehicleClassLabel } from '../shared/vehicle-classes.ts'

export const BOOKING_COLUMNS: readonly Column<Booking>[] = [
  {
    id: 'booking',
    label: 'Booking',
    width: 104,
    cell: ({ id }) => (
      <Link href={`/bookings/${id}`} className="id row-link">
        {shortId(id)}
      </Link>
    ),
  },
  { id: 'status', label: 'Status', width: 178, cell: ({ state }) => <BookingBadge state={state} /> },
  {
    id: 'route',
    label: 'From and to',
    width: 300,
    className: 'route',
    cell: ({ pickup, dropoff }) => (
      <>
        <span title={pickup.address}>{pickup.address}</span>
        <span title={dropoff.address}>{dropoff.address}</span>
      </>
    ),
  },
  {
    id: 'class',
    label: 'Vehicle',
    width: 158,
    cell: ({ vehicleClass }) => vehicleClassLabel(vehicleClass),
  },
  {
    id: 'distance',
    label: 'Distance',
    width: 92,
    isNumber: true,
    cell: ({ distanceM, durationS }) => (
      <span title={`About ${minutes(durationS)} on the road`}>{kilometres(distanceM)}</span>
    ),
  },
  { id: 'price', label: 'Price', width: 108, isNumber: true, cell: ({ price }) => money(price) },
  {
    id: 'total',
    label: 'To pay',
    width: 108,
    isNumber: true,
    isExtra: true,
    cell: ({ total }) => money(total),
  },
  {
    id: 'payment',
    label: 'Payment',
    width: 96,
    isExtra: true,
    cell: ({ paymentMethod }) => sentence(paymentMethod),
  },
  {
    id: 'driver',
    label: 'Driver',
    width: 104,
    isExtra: true,
    cell: ({ driverId }) =>
      driverId ? (
        <Link href={`/drivers/${driverId}`} className="id">
          {shortId(driverId)}
        </Link>
      ) : (
        <span className="muted">None</span>
      ),
  },
  {
    id: 'scheduled',
    label: 'Scheduled for',
    width: 118,
    isExtra: true,
    className: 'when',
    cell: ({ scheduledFor }) => (scheduledFor ? <Time iso={scheduledFor} /> : 'At once'),
  },
  {
    id: 'changed',
    label: 'Changed',
    width: 104,
    isExtra: true,
    className: 'when',
    cell: ({ updatedAt }) => <Time iso={updatedAt} />,
  },
  {
    id: 'booked',
    label: 'Booked',
    width: 104,
    className: 'when',
    cell: ({ createdAt }) => <Time iso={createdAt} />,
  },
]
