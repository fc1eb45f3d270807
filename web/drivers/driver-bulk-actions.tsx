import { call } from '../api/client.ts'
import type { Driver } from '../api/types.ts'
import { ReasonDialog } from '../shared/reason-dialog.tsx'
import type { Act, BulkAction } from '../shared/table/use-bulk.ts'

const REASONS = [
  'Licence or papers out of date',
  'Complaints of customers',
  'Unsafe driving',
  'Fraud suspected',
]

const approve = ({ id }: Driver) =>
  call('patch', '/v1/admin/drivers/:id', { params: { id }, body: { approval: 'approved' } })

type DialogProps = { rows: Driver[]; onRun: (act: Act<Driver>) => void; onClose: () => void }

const SuspendDialog = ({ rows, onRun, onClose }: DialogProps) => (
  <ReasonDialog
    title={`Suspend ${rows.length} ${rows.length === 1 ? 'driver' : 'drivers'}`}
    reasons={REASONS}
    submit={rows.length === 1 ? 'Suspend the driver' : `Suspend ${rows.length} drivers`}
    keep="Leave them on"
    onClose={onClose}
    onReason={(reason) =>
      onRun(({ id }) =>
        call('patch', '/v1/admin/drivers/:id', {
          params: { id },
          body: { approval: 'suspended', reason },
        }),
      )
    }
  >
    They go off duty and are signed out. What they have not collected yet goes back to the search; with goods
    on board they finish the haul.
  </ReasonDialog>
)

export const DRIVER_ACTIONS: readonly BulkAction<Driver>[] = [
  { label: 'Approve', icon: 'check', act: approve },
  { label: 'Reinstate', icon: 'history', act: approve },
  { label: 'Suspend…', icon: 'close', isDanger: true, Dialog: SuspendDialog },
]
