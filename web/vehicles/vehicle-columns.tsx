import { addressOf } from '../api/client.ts'
import type { Vehicle } from '../api/types.ts'
import { Link, useAddress } from '../app/router.tsx'
import { VehicleBadge } from '../shared/badge.tsx'
import { shortId } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import type { Column } from '../shared/table/columns.ts'
import { Time } from '../shared/time.tsx'
import { vehicleClassLabel } from '../shared/vehicle-classes.ts'

const number = new Intl.NumberFormat()

export const VEHICLE_COLUMNS: readonly Column<Vehicle>[] = [
  {
    id: 'plate',
    label: 'Plate',
    width: 148,
    sort: { name: 'plate', order: 'asc' },
    cell: ({ id, plate }) => (
      <Link href={`/vehicles/${id}`} className="plate row-link">
        {plate}
      </Link>
    ),
  },
  { id: 'status', label: 'Status', width: 148, cell: ({ status }) => <VehicleBadge status={status} /> },
  {
    id: 'vehicle',
    label: 'Vehicle',
    width: 210,
    className: 'wide',
    cell: ({ make, model }) => `${make} ${model}`,
  },
  {
    id: 'year',
    label: 'Year',
    width: 84,
    isNumber: true,
    sort: { name: 'year', order: 'desc' },
    cell: ({ year }) => year,
  },
  {
    id: 'class',
    label: 'Class',
    width: 160,
    sort: { name: 'class', order: 'asc' },
    cell: ({ vehicleClass }) => vehicleClassLabel(vehicleClass),
  },
  {
    id: 'carries',
    label: 'Carries',
    width: 100,
    isNumber: true,
    cell: ({ capacityKg }) => `${number.format(capacityKg)} kg`,
  },
  {
    id: 'space',
    label: 'Space',
    width: 90,
    isNumber: true,
    cell: ({ capacityM3 }) => `${number.format(capacityM3)} m³`,
  },
  {
    id: 'driver',
    label: 'Driver',
    width: 104,
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
    id: 'changed',
    label: 'Changed',
    width: 104,
    className: 'when',
    cell: ({ updatedAt }) => <Time iso={updatedAt} />,
  },
  {
    id: 'edit',
    label: 'Edit',
    width: 92,
    className: 'row-actions',
    cell: ({ id, plate, status }) => status !== 'retired' && <EditLink id={id} plate={plate} />,
  },
]

/** Opens beside the list as it is filtered. */
function EditLink({ id, plate }: { id: string; plate: string }) {
  const { query } = useAddress()
  const href = addressOf('/vehicles', {}, { ...Object.fromEntries(query), edit: id })
  return (
    <Link className="button quiet" href={href} aria-label={`Edit ${plate}`}>
      <Icon name="edit" />
      Edit
    </Link>
  )
}
