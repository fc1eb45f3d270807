import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import type { Input } from '../../api/routes.ts'
import { Link } from '../../app/router.tsx'
import { Dialog } from '../../shared/dialog.tsx'
import { sentence } from '../../shared/format.ts'
import { Icon } from '../../shared/icons.tsx'
import { ErrorNotice } from '../../shared/states.tsx'
import { Time } from '../../shared/time.tsx'
import { Invitation } from './invitation.tsx'
import { StatusBadge, type User } from './status-badge.tsx'

type Change = NonNullable<Input<'patch', '/v1/admin/users/:id'>['body']>
const MAY: Record<User['role'], string> = {
  admin: 'Sees and changes everything.',
  operator: 'Watches and steers the city; prices, vehicles and this administration are not theirs.',
  driver: 'Drives. Approve or suspend them on their own page.',
  customer: 'Orders hauls and sees their own.',
}

/** One account, and what can be done with it. */
export function UserDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const cache = useQueryClient()
  const { id, name, role, status } = user
  const params = { id }
  const onSettled = () => cache.invalidateQueries({ queryKey: ['users'] })
  const change = useMutation({
    mutationFn: (body: Change) => call('patch', '/v1/admin/users/:id', { params, body }),
    onSettled,
  })
  const end = useMutation({
    mutationFn: () => call('post', '/v1/admin/users/:id/end-sessions', { params }),
  })
  const invite = useMutation({ mutationFn: () => call('post', '/v1/admin/users/:id/invite', { params }) })
  const isStaff = role === 'admin' || role === 'operator'
  const isBusy = change.isPending || end.isPending || invite.isPending
  const failure = change.error ?? end.error ?? invite.error
  const other = role === 'admin' ? 'operator' : 'admin'
  return (
    <Dialog title={name} onClose={onClose} isDrawer>
      <div className="dialog-body">
        <Facts user={user} />
        <p className="muted">
          A change of role or status signs the account out. What it has open may still answer for some
          minutes.
        </p>
        <div className="user-actions">
          {isStaff && (
            <button type="button" disabled={isBusy} onClick={() => change.mutate({ role: other })}>
              <Icon name="user" />
              Make {other === 'admin' ? 'an admin' : 'an operator'}
            </button>
          )}
          <button type="button" disabled={isBusy} onClick={() => end.mutate()}>
            <Icon name="signOut" />
            Sign out everywhere
          </button>
          {isStaff && (
            <button type="button" disabled={isBusy} onClick={() => invite.mutate()}>
              <Icon name="refresh" />
              New password by invitation
            </button>
          )}
          {role === 'driver' ? (
            <Link className="button" href={`/drivers/${id}`}>
              Open the driver
            </Link>
          ) : (
            <button
              type="button"
              className={status === 'active' ? 'danger' : undefined}
              disabled={isBusy}
              onClick={() => change.mutate({ status: status === 'active' ? 'suspended' : 'active' })}
            >
              {status === 'active' ? 'Disable the account' : 'Enable the account'}
            </button>
          )}
        </div>
        {failure && <ErrorNotice title="Not done" error={failure} />}
        {!failure && (change.isSuccess || end.isSuccess) && (
          <p className="saved" role="status">
            <Icon name="check" />
            {change.isSuccess ? 'Changed, and signed out everywhere' : 'Signed out everywhere'}
          </p>
        )}
        {invite.data && <Invitation invitation={invite.data} />}
        <Link href={`/admin/audit?subjectType=user&subjectId=${id}`}>What was changed of this account</Link>
      </div>
    </Dialog>
  )
}

const Facts = ({ user: { role, status, email, phone, createdAt } }: { user: User }) => (
  <dl className="facts">
    <dt>Role</dt>
    <dd>
      {sentence(role)} <span className="muted">{MAY[role]}</span>
    </dd>
    <dt>Status</dt>
    <dd>
      <StatusBadge status={status} />
    </dd>
    <dt>Address</dt>
    <dd>{email}</dd>
    <dt>Telephone</dt>
    <dd>{phone}</dd>
    <dt>Since</dt>
    <dd>
      <Time iso={createdAt} />
    </dd>
  </dl>
)
