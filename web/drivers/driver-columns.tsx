import type { Driver } from '../api/types.ts'
import { Link } from '../app/router.tsx'
import { ApprovalBadge, DriverBadge } from '../shared/badge.tsx'
import { shortId } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import type { Column } from '../shared/table/columns.ts'
import { Time } from '../shared/time.tsx'
import { vehicleClassLabel } from '../shared/vehicle-classes.ts'

export const DRIVER_COLUMNS: readonly Column<Driver>[] = [
  {
    id: 'driver',
    label: 'Driver',
    width: 164,
    sort: { name: 'name', order: 'asc' },
    cell: ({ id, name }) => (
      <Link href={`/drivers/${id}`} className="row-link">
        {name}
      </Link>
    ),
  },
  { id: 'state', label: 'State', width: 128, cell: (driver) => <DriverBadge driver={driver} /> },
  {
    id: 'vehicle',
    label: 'Vehicle',
    width: 200,
    className: 'wide',
    cell: ({ vehicle }) => vehicle ?? <span className="muted">None</span>,
  },
  {
    id: 'class',
    label: 'Class',
    width: 158,
    sort: { name: 'class', order: 'asc' },
    cell: ({ vehicleClass }) => vehicleClassLabel(vehicleClass),
  },
  {
    id: 'approval',
    label: 'Approval',
    width: 128,
    cell: ({ approval }) => <ApprovalBadge approval={approval} />,
  },
  {
    id: 'rating',
    label: 'Rating',
    width: 84,
    isNumber: true,
    cell: ({ rating }) => (rating === null ? <span className="muted">None</span> : <Stars rating={rating} />),
  },
  {
    id: 'phone',
    label: 'Phone',
    width: 164,
    className: 'phone',
    cell: ({ phone }) => <a href={`tel:${phone.replace(/\s/g, '')}`}>{phone}</a>,
  },
  {
    id: 'booking',
    label: 'Booking',
    width: 104,
    cell: ({ bookingId }) =>
      bookingId && (
        <Link href={`/bookings/${bookingId}`} className="id">
          {shortId(bookingId)}
        </Link>
      ),
  },
  {
    id: 'seen',
    label: 'Last seen',
    width: 104,
    className: 'when',
    cell: ({ id, place }) =>
      place ? (
        <Link href={`/?driver=${id}`} title="Show on the map">
          <Time iso={place.recordedAt} />
        </Link>
      ) : (
        'Not yet'
      ),
  },
]

const Stars = ({ rating }: { rating: number }) => (
  <span className="stars" title={`${rating.toFixed(2)} of 5`}>
    <Icon name="star" />
    {rating.toFixed(1)}
  </span>
)
