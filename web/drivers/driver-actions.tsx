import type { Answer } from '../api/routes.ts'
import type { DriverRecord } from '../api/types.ts'
import { useOpen } from '../fleet/use-open.ts'
import { Icon } from '../shared/icons.tsx'
import { ApprovalDialog } from './approval-dialog.tsx'
import { InviteDialog } from './invite-dialog.tsx'

export type HandsBack = Answer<'get', '/v1/drivers/:id/fitness'>['handsBack']
type Props = { record: DriverRecord; handsBack: HandsBack | undefined }

/** What an admin may do with a driver. */
export function DriverActions({ record, handsBack }: Props) {
  const { open, show, close } = useOpen()
  const { approval } = record
  const isApproved = approval === 'approved'
  return (
    <>
      <button type="button" onClick={() => show('invite')}>
        <Icon name="user" />
        Invite
      </button>
      {!isApproved && (
        <button type="button" className="primary" onClick={() => show('approve')}>
          <Icon name="check" />
          {approval === 'pending' ? 'Approve' : 'Reinstate'}
        </button>
      )}
      {approval !== 'suspended' && (
        <button type="button" className="danger" onClick={() => show('suspend')}>
          <Icon name="pause" />
          Suspend
        </button>
      )}
      {open === 'approve' && !isApproved && (
        <ApprovalDialog record={record} to="approved" handsBack={undefined} onClose={close} />
      )}
      {open === 'suspend' && approval !== 'suspended' && (
        <ApprovalDialog record={record} to="suspended" handsBack={handsBack} onClose={close} />
      )}
      {open === 'invite' && <InviteDialog record={record} onClose={close} />}
    </>
  )
}
