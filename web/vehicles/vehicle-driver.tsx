import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { Vehicle } from '../api/types.ts'
import { Link } from '../app/router.tsx'
import { AssignDriverDialog, UnassignDialog } from '../fleet/assign-dialogs.tsx'
import { Assignments } from '../fleet/assignments.tsx'
import { useOpen } from '../fleet/use-open.ts'
import { DriverBadge } from '../shared/badge.tsx'
import { Icon } from '../shared/icons.tsx'

/** Who drives the vehicle, and who did. */
export function VehicleDriver({ vehicle }: { vehicle: Vehicle }) {
  const { open, show, close } = useOpen()
  const { driverId, plate, status } = vehicle
  const driver = useQuery({
    queryKey: ['driver', driverId],
    queryFn: () => call('get', '/v1/drivers/:id', { params: { id: driverId ?? '' } }),
    enabled: driverId !== null,
  })
  const name = driver.data?.name
  return (
    <section className="card" aria-labelledby="assignment">
      <header className="card-head">
        <h2 id="assignment">Driver</h2>
        {driverId && name && (
          <button type="button" className="small" onClick={() => show('unassign')}>
            Unassign
          </button>
        )}
        {!driverId && status !== 'retired' && (
          <button type="button" className="small" onClick={() => show('assign')}>
            <Icon name="user" />
            Assign
          </button>
        )}
      </header>
      <div className="assigned">
        {!driverId && <span className="muted">Nobody drives it.</span>}
        {driverId && (
          <>
            <Link href={`/drivers/${driverId}`}>{name ?? '…'}</Link>
            {driver.data && <DriverBadge driver={driver.data} />}
            <Link href={`/?driver=${driverId}`} className="muted">
              On the map
            </Link>
          </>
        )}
      </div>
      <h3>Who had it</h3>
      <Assignments subject={{ type: 'vehicle', id: vehicle.id }} />
      {open === 'assign' && !driverId && <AssignDriverDialog vehicle={vehicle} onClose={close} />}
      {open === 'unassign' && driverId && (
        <UnassignDialog driverId={driverId} what={`${plate} from ${name ?? 'its driver'}`} onClose={close} />
      )}
    </section>
  )
}
