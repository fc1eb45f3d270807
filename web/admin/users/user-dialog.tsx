import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import type { Input } from '../../api/routes.ts'
import { Link } from '../../app/router.tsx'
import { Dialog } from '../../shared/dialog.tsx'
import { sentence } from '../../shared/format.ts'
import { Icon } from '../../shared/icons.tsx'
import { Saved } from '../../shared/saved.tsx'
import { ErrorNotice, Loading } from '../../shared/states.tsx'
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

type Props = { id: string; listed: User | undefined; onClose: () => void }

/** One account, and what can be done with it; as the list has it until it is read. */
export function UserDialog({ id, listed, onClose }: Props) {
  const account = useQuery({
    queryKey: ['users', 'one', id],
    queryFn: () => call('get', '/v1/admin/users/:id', { params: { id } }),
    ...(listed && { placeholderData: listed }),
  })
  const { data } = account
  return (
    <Dialog title={data?.name ?? 'Account'} onClose={onClose} isDrawer>
      <div className="dialog-body">
        {account.isPending && <Loading what="the account" />}
        {account.error && (
          <ErrorNotice
            title="The account could not be read"
            error={account.error}
            onRetry={() => void account.refetch()}
            isRetrying={account.isFetching}
          />
        )}
        {data && (
          <>
            <Facts user={data} />
            <Actions user={data} />
            <Link href={`/admin/audit?subjectType=user&subjectId=${id}`}>
              What was changed of this account
            </Link>
          </>
        )}
      </div>
    </Dialog>
  )
}

function useActions({ id }: User) {
  const cache = useQueryClient()
  const params = { id }
  const change = useMutation({
    mutationFn: (body: Change) => call('patch', '/v1/admin/users/:id', { params, body }),
    onSettled: () => cache.invalidateQueries({ queryKey: ['users'] }),
  })
  const end = useMutation({
    mutationFn: () => call('post', '/v1/admin/users/:id/end-sessions', { params }),
  })
  const invite = useMutation({ mutationFn: () => call('post', '/v1/admin/users/:id/invite', { params }) })
  /** What is said of one action says nothing of the next; an invitation stays to be passed on. */
  const forget = () => {
    change.reset()
    end.reset()
    if (invite.error) invite.reset()
  }
  return { change, end, invite, forget }
}

function Actions({ user }: { user: User }) {
  const { id, role, status } = user
  const { change, end, invite, forget } = useActions(user)
  const isStaff = role === 'admin' || role === 'operator'
  const isBusy = change.isPending || end.isPending || invite.isPending
  const failure = change.error ?? end.error ?? invite.error
  const other = role === 'admin' ? 'operator' : 'admin'
  const act = (action: () => void) => () => {
    forget()
    action()
  }
  return (
    <>
      <p className="muted">
        A change of role or status signs the account out. What it has open may still answer for some minutes.
      </p>
      <div className="user-actions">
        {isStaff && (
          <button type="button" disabled={isBusy} onClick={act(() => change.mutate({ role: other }))}>
            <Icon name="user" />
            Make {other === 'admin' ? 'an admin' : 'an operator'}
          </button>
        )}
        <button type="button" disabled={isBusy} onClick={act(end.mutate)}>
          <Icon name="signOut" />
          Sign out everywhere
        </button>
        {isStaff && (
          <button type="button" disabled={isBusy} onClick={act(invite.mutate)}>
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
            onClick={act(() => change.mutate({ status: status === 'active' ? 'suspended' : 'active' }))}
          >
            {status === 'active' ? 'Disable the account' : 'Enable the account'}
          </button>
        )}
      </div>
      {failure && <ErrorNotice title="Not done" error={failure} />}
      {!failure && (change.isSuccess || end.isSuccess) && (
        <Saved>{change.isSuccess ? 'Changed, and signed out everywhere' : 'Signed out everywhere'}</Saved>
      )}
      {invite.data && <Invitation invitation={invite.data} />}
    </>
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
