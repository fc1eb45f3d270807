import { call } from '../api/client.ts'
import type { Vehicle } from '../api/types.ts'
import { Dialog } from '../shared/dialog.tsx'
import type { Act, BulkAction } from '../shared/table/use-bulk.ts'
import { AssignVehiclesDialog } from './assign-vehicles-dialog.tsx'

const turn =
  (status: 'active' | 'maintenance'): Act<Vehicle> =>
  ({ id, version }) =>
    call('patch', '/v1/admin/vehicles/:id', { params: { id }, body: { status, version } })

type DialogProps = { rows: Vehicle[]; onRun: (act: Act<Vehicle>) => void; onClose: () => void }

function RetireVehiclesDialog({ rows, onRun, onClose }: DialogProps) {
  const count = rows.length === 1 ? 'the vehicle' : `${rows.length} vehicles`
  const drivenCount = rows.filter(({ driverId }) => driverId).length
  return (
    <Dialog title={`Retire ${count}?`} onClose={onClose}>
      <div className="dialog-body">
        <p>
          What retires leaves the fleet for good and cannot come back.
          {drivenCount > 0 &&
            ` ${drivenCount === 1 ? 'One of them has a driver' : `${drivenCount} of them have drivers`}, who goes off duty and needs another vehicle to work.`}
        </p>
        <footer className="dialog-foot">
          <button type="button" onClick={onClose}>
            Keep {rows.length === 1 ? 'it' : 'them'}
          </button>
          <button
            type="button"
            className="danger solid"
            onClick={() =>
              onRun(({ id }) => call('post', '/v1/admin/vehicles/:id/retire', { params: { id } }))
            }
          >
            Retire for good
          </button>
        </footer>
      </div>
    </Dialog>
  )
}

export const VEHICLE_ACTIONS: readonly BulkAction<Vehicle>[] = [
  { label: 'Assign…', icon: 'user', Dialog: AssignVehiclesDialog },
  { label: 'Into maintenance', icon: 'wrench', act: turn('maintenance') },
  { label: 'Back in service', icon: 'check', act: turn('active') },
  { label: 'Retire…', icon: 'archive', isDanger: true, Dialog: RetireVehiclesDialog },
]
