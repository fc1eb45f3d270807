import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { Driver, Vehicle } from '../api/types.ts'
import { Dialog } from '../shared/dialog.tsx'
import { Empty, ErrorNotice, Loading } from '../shared/states.tsx'
import type { Act } from '../shared/table/use-bulk.ts'
import { vehicleClassLabel } from '../shared/vehicle-classes.ts'

/** As many as one page of the list has. */
const DRIVERS_MAX = 200

type Props = { rows: Vehicle[]; onRun: (act: Act<Vehicle>) => void; onClose: () => void }

/** Gives each vehicle to a driver who has none: of its class first, as they registered for. */
export function AssignVehiclesDialog({ rows, onRun, onClose }: Props) {
  const waiting = useQuery({
    queryKey: ['drivers without a vehicle'],
    queryFn: () =>
      call('get', '/v1/drivers', { query: { assigned: 'false', sort: 'name', limit: DRIVERS_MAX } }),
  })
  const drivers = waiting.data?.items
  return (
    <Dialog
      title={rows.length === 1 ? 'Assign the vehicle' : `Assign ${rows.length} vehicles`}
      onClose={onClose}
    >
      <form
        className="dialog-body"
        onSubmit={(event) => {
          event.preventDefault()
          const chosen = new FormData(event.currentTarget)
          onRun(({ id }) => assign(id, String(chosen.get(id) ?? '')))
        }}
      >
        <p>Drivers who have no vehicle yet. A driver takes over the class of what they are given.</p>
        {waiting.isPending && <Loading what="drivers" />}
        {waiting.error && <ErrorNotice error={waiting.error} onRetry={() => void waiting.refetch()} />}
        {drivers?.length === 0 && (
          <Empty icon="user" title="Every driver has a vehicle">
            Take one's vehicle on their page first.
          </Empty>
        )}
        {drivers && drivers.length > 0 && <Pairs vehicles={rows} drivers={drivers} />}
        <footer className="dialog-foot">
          <button type="button" onClick={onClose}>
            Close
          </button>
          <button type="submit" className="primary" disabled={!drivers?.length}>
            Assign
          </button>
        </footer>
      </form>
    </Dialog>
  )
}

/** @throws Error where nobody was chosen for it. */
async function assign(vehicleId: string, driverId: string) {
  if (!driverId) throw new Error('No driver was chosen for it.')
  return call('patch', '/v1/admin/drivers/:id', { params: { id: driverId }, body: { vehicleId } })
}

/** A driver for each vehicle of the same class, as far as there are. */
function proposed(vehicles: readonly Vehicle[], drivers: readonly Driver[]): Map<string, string> {
  const free = [...drivers]
  const pairs = new Map<string, string>()
  for (const { id, vehicleClass } of vehicles) {
    const at = free.findIndex((driver) => driver.vehicleClass === vehicleClass)
    const [driver] = at < 0 ? [] : free.splice(at, 1)
    if (driver) pairs.set(id, driver.id)
  }
  return pairs
}

function Pairs({ vehicles, drivers }: { vehicles: Vehicle[]; drivers: Driver[] }) {
  const pairs = proposed(vehicles, drivers)
  return (
    <div className="pairs">
      {vehicles.map(({ id, plate, vehicleClass }) => (
        <label key={id}>
          <span>
            <b className="plate">{plate}</b> <span className="muted">{vehicleClassLabel(vehicleClass)}</span>
          </span>
          <select name={id} defaultValue={pairs.get(id) ?? ''}>
            <option value="">Nobody</option>
            {drivers.map((driver) => (
              <option key={driver.id} value={driver.id}>
                {driver.name}, {vehicleClassLabel(driver.vehicleClass)}
              </option>
            ))}
          </select>
        </label>
      ))}
    </div>
  )
}
