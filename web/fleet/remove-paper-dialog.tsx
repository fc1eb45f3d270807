import { call } from '../api/client.ts'
import type { Paper } from '../api/types.ts'
import { Confirm } from '../shared/confirm.tsx'
import { paperLabel } from './paper-kinds.ts'
import { useFleetChange } from './use-fleet-change.ts'

type Props = { paper: Pick<Paper, 'id' | 'kind' | 'number'>; onClose: () => void }

export function RemovePaperDialog({ paper: { id, kind, number }, onClose }: Props) {
  const remove = useFleetChange(
    () => call('post', '/v1/admin/documents/:id/remove', { params: { id } }),
    onClose,
  )
  return (
    <Confirm
      title={`Remove ${paperLabel(kind).toLowerCase()} ${number}?`}
      action={remove}
      submit={['Remove it', 'Removing…']}
      onClose={onClose}
    >
      It counts as if it had not been there, and what it renewed counts again. It stays in the history.
    </Confirm>
  )
}
