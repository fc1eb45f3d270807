import type { Answer } from '../../api/routes.ts'
import { Badge } from '../../shared/badge.tsx'

export type User = Answer<'get', '/v1/admin/users'>['items'][number]

export const accountStatusLabel = (status: User['status']) => (status === 'active' ? 'Active' : 'Disabled')

export const StatusBadge = ({ status }: { status: User['status'] }) => (
  <Badge
    state={status}
    label={accountStatusLabel(status)}
    icon={status === 'active' ? 'check' : 'close'}
    tone={status === 'active' ? 'good' : 'bad'}
  />
)
