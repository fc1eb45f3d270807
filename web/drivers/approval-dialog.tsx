import { call, isVersionMismatch } from '../api/client.ts'
import type { DriverRecord } from '../api/types.ts'
import { Link } from '../app/router.tsx'
import { useFleetChange } from '../fleet/use-fleet-change.ts'
import { Dialog } from '../shared/dialog.tsx'
import { AreaField } from '../shared/form/fields.tsx'
import { Form } from '../shared/form/form.tsx'
import { shortId } from '../shared/format.ts'
import { ErrorNotice } from '../shared/states.tsx'
import type { HandsBack } from './driver-actions.tsx'

const REASON = { maxLength: 500 }
const LIMITS = {
  approved: { reason: REASON },
  suspended: { reason: { ...REASON, isRequired: true } },
}

type Props = {
  record: DriverRecord
  to: 'approved' | 'suspended'
  /** What goes back to the search when they are suspended. */
  handsBack: HandsBack | undefined
  onClose: () => void
}

/** Approves, suspends or reinstates a driver whom nobody has changed meanwhile. */
export function ApprovalDialog({ record, to, handsBack, onClose }: Props) {
  const { id, name, version, approval } = record
  const change = useFleetChange(
    (reason: string) =>
      call('patch', '/v1/admin/drivers/:id', {
        params: { id },
        body: { approval: to, version, ...(reason && { reason }) },
      }),
    onClose,
  )
  const isStale = isVersionMismatch(change.error)
  const [title, submit] = wordsOf(to, approval)
  return (
    <Dialog title={`${title} ${name}`} onClose={onClose}>
      <Form
        limits={LIMITS[to]}
        error={change.error}
        isPending={change.isPending}
        isBlocked={isStale}
        isDanger={to === 'suspended'}
        submit={submit}
        onSend={({ reason }) => change.mutate(String(reason))}
        onClose={onClose}
      >
        <p>
          {to === 'suspended'
            ? 'They are signed out, go off duty and get no offers. Goods that are on board they still deliver.'
            : 'They may go on duty and get offers, as soon as nothing else is in the way.'}
        </p>
        {handsBack && <GoesBack handsBack={handsBack} />}
        <AreaField
          name="reason"
          label={to === 'suspended' ? 'Reason' : 'Reason (optional)'}
          hint="Kept with the driver and in the history."
        />
        {isStale && (
          <ErrorNotice
            title="Somebody else changed this driver meanwhile"
            error={new Error('Nothing was changed by you. Close this to see the driver as they are now.')}
          />
        )}
      </Form>
    </Dialog>
  )
}

function wordsOf(to: Props['to'], approval: DriverRecord['approval']) {
  if (to === 'suspended') return ['Suspend', ['Suspend', 'Suspending…']] as const
  return approval === 'suspended'
    ? (['Reinstate', ['Reinstate', 'Reinstating…']] as const)
    : (['Approve', ['Approve', 'Approving…']] as const)
}

function GoesBack({ handsBack: { hauls, promised } }: { handsBack: HandsBack }) {
  if (hauls.length + promised.length === 0) return <p className="muted">They have nothing to hand back.</p>
  return (
    <div className="notice" data-hands-back>
      <div className="notice-text">
        <b>Goes back to the search</b>
        <ul>
          {[...hauls, ...promised].map((id) => (
            <li key={id}>
              Booking{' '}
              <Link href={`/bookings/${id}`} className="id">
                {shortId(id)}
              </Link>
              {promised.includes(id) && <span className="muted"> (promised for later)</span>}
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
