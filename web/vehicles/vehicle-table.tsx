import type { Vehicle } from '../api/types.ts'
import { Link } from '../app/router.tsx'
import { VehicleBadge } from '../shared/badge.tsx'
import { Icon } from '../shared/icons.tsx'
import { Time } from '../shared/time.tsx'
import { vehicleClassLabel } from '../shared/vehicle-classes.ts'

type Props = {
  items: Vehicle[]
  editHref: (id: string) => string
  onRetire: (vehicle: Vehicle) => void
}
const number = new Intl.NumberFormat()

export const VehicleTable = ({ items, editHref, onRetire }: Props) => (
  <table className="stacking">
    <thead>
      <tr>
        <th scope="col">Plate</th>
        <th scope="col">Status</th>
        <th scope="col">Vehicle</th>
        <th scope="col">Class</th>
        <th scope="col" className="number">
          Carries
        </th>
        <th scope="col">Driver</th>
        <th scope="col">Changed</th>
        <th scope="col">
          <span className="visually-hidden">Actions</span>
        </th>
      </tr>
    </thead>
    <tbody>
      {items.map((vehicle) => (
        <tr key={vehicle.id} data-plate={vehicle.plate}>
          <td>
            <b className="plate">{vehicle.plate}</b>
          </td>
          <td>
            <VehicleBadge status={vehicle.status} />
          </td>
          <td>
            {vehicle.make} {vehicle.model} <span className="muted">{vehicle.year}</span>
          </td>
          <td>{vehicleClassLabel(vehicle.vehicleClass)}</td>
          <td className="number">
            {number.format(vehicle.capacityKg)} kg <span className="muted">·</span>{' '}
            {number.format(vehicle.capacityM3)} m³
          </td>
          <td>
            {vehicle.driverId ? (
              <Link href={`/?driver=${vehicle.driverId}`}>On the map</Link>
            ) : (
              <span className="muted">None</span>
            )}
          </td>
          <td className="when">
            <Time iso={vehicle.updatedAt} />
          </td>
          <td className="row-actions">
            {vehicle.status !== 'retired' && (
              <>
                <Link
                  className="button quiet"
                  href={editHref(vehicle.id)}
                  aria-label={`Edit ${vehicle.plate}`}
                >
                  <Icon name="edit" />
                  Edit
                </Link>
                <button
                  type="button"
                  className="quiet"
                  aria-label={`Retire ${vehicle.plate}`}
                  onClick={() => onRetire(vehicle)}
                >
                  <Icon name="archive" />
                  Retire
                </button>
              </>
            )}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)
