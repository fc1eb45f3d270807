import { call } from '../api/client.ts'
import type { Vehicle } from '../api/types.ts'
import { useFleetChange } from '../fleet/use-fleet-change.ts'
import { Dialog } from '../shared/dialog.tsx'
import { ErrorNotice } from '../shared/states.tsx'

export function RetireDialog({ vehicle, onClose }: { vehicle: Vehicle; onClose: () => void }) {
  const retire = useFleetChange(
    () => call('post', '/v1/admin/vehicles/:id/retire', { params: { id: vehicle.id } }),
    onClose,
  )
  return (
    <Dialog title={`Retire ${vehicle.plate}?`} onClose={onClose}>
      <div className="dialog-body">
        <p>
          The {vehicle.make} {vehicle.model} leaves the fleet for good and cannot come back.
          {vehicle.driverId && ' Its driver goes off duty, and needs another vehicle to work.'}
        </p>
        {retire.error && <ErrorNotice title="Not retired" error={retire.error} />}
        <footer className="dialog-foot">
          <button type="button" onClick={onClose}>
            Keep it
          </button>
          <button
            type="button"
            className="danger solid"
            disabled={retire.isPending}
            onClick={() => retire.mutate()}
          >
            {retire.isPending ? 'Retiring…' : 'Retire for good'}
          </button>
        </footer>
      </div>
    </Dialog>
  )
}
