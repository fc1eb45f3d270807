import type { Driver, DriverRecord } from '../api/types.ts'
import { Link } from '../app/router.tsx'
import { AssignVehicleDialog, UnassignDialog } from '../fleet/assign-dialogs.tsx'
import { Assignments } from '../fleet/assignments.tsx'
import { useOpen } from '../fleet/use-open.ts'
import { Icon } from '../shared/icons.tsx'

/** `record` is what only admins are told. */
type Props = { driver: Driver; record: DriverRecord | undefined }

/** The vehicle that a driver has; for admins also those they had, and how to give or take one. */
export function DriverVehicle({ driver, record }: Props) {
  const { open, show, close } = useOpen()
  const { id, vehicle } = driver
  const vehicleId = record?.vehicleId
  return (
    <section className="card" aria-labelledby="assignment">
      <header className="card-head">
        <h2 id="assignment">Vehicle</h2>
        {record && (
          <div className="row">
            {vehicleId && (
              <button type="button" className="small" onClick={() => show('unassign')}>
                Unassign
              </button>
            )}
            <button type="button" className="small" onClick={() => show('assign')}>
              <Icon name="truck" />
              {vehicleId ? 'Change' : 'Assign'}
            </button>
          </div>
        )}
      </header>
      <div className="assigned">
        {vehicleId ? (
          <Link href={`/vehicles/${vehicleId}`}>{vehicle ?? 'Their vehicle'}</Link>
        ) : (
          (vehicle ?? <span className="muted">They have none.</span>)
        )}
      </div>
      {record && (
        <>
          <h3>Which they had</h3>
          <Assignments subject={{ type: 'driver', id }} />
          {open === 'assign' && <AssignVehicleDialog driver={driver} onClose={close} />}
          {open === 'unassign' && vehicleId && (
            <UnassignDialog
              driverId={id}
              what={`${vehicle ?? 'the vehicle'} from ${driver.name}`}
              onClose={close}
            />
          )}
        </>
      )}
    </section>
  )
}
