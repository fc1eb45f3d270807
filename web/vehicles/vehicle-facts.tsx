import type { Vehicle } from '../api/types.ts'
import { Time } from '../shared/time.tsx'
import { vehicleClassLabel } from '../shared/vehicle-classes.ts'

const number = new Intl.NumberFormat()

export const VehicleFacts = ({ vehicle }: { vehicle: Vehicle }) => (
  <section className="card">
    <h2>Vehicle</h2>
    <dl className="facts">
      <dt>Make and model</dt>
      <dd>
        {vehicle.make} {vehicle.model}
      </dd>
      <dt>Year</dt>
      <dd>{vehicle.year}</dd>
      <dt>Class</dt>
      <dd>{vehicleClassLabel(vehicle.vehicleClass)}</dd>
      <dt>Carries</dt>
      <dd>
        {number.format(vehicle.capacityKg)} kg · {number.format(vehicle.capacityM3)} m³
      </dd>
      <dt>Added</dt>
      <dd>
        <Time iso={vehicle.createdAt} />
      </dd>
      <dt>Changed</dt>
      <dd>
        <Time iso={vehicle.updatedAt} />
      </dd>
    </dl>
  </section>
)
