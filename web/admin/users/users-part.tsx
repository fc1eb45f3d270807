import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { addressOf, call } from '../../api/client.ts'
import { Link, navigate, useAddress } from '../../app/router.tsx'
import { ColumnHeads } from '../../shared/column-heads.tsx'
import { choice, Filters, oneOf } from '../../shared/filters.tsx'
import { sentence } from '../../shared/format.ts'
import { Icon } from '../../shared/icons.tsx'
import { ListRows } from '../../shared/list-rows.tsx'
import { Pager } from '../../shared/pager.tsx'
import { Empty } from '../../shared/states.tsx'
import { Time } from '../../shared/time.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { accountStatusLabel, StatusBadge, type User } from './status-badge.tsx'
import { UserDialog } from './user-dialog.tsx'

const PAGE_SIZE = 50
const ROLES = ['admin', 'operator', 'driver', 'customer'] as const
const STATUSES = ['active', 'suspended'] as const
const CHOICES = [
  choice('role', 'Role', ROLES, sentence),
  choice('status', 'Status', STATUSES, accountStatusLabel),
]

/** Who may sign in, and as what. */
export default function UsersPart() {
  const { query } = useAddress()
  const role = oneOf(ROLES, query.get('role'))
  const status = oneOf(STATUSES, query.get('status'))
  const q = query.get('q') ?? ''
  const cursor = query.get('cursor') ?? undefined
  const opened = query.get('user')
  const filters = { role: role ?? '', status: status ?? '', q }
  const here = (more: Record<string, string | undefined> = {}) =>
    addressOf('/admin/users', {}, { ...filters, cursor, ...more })
  const list = useQuery({
    queryKey: ['users', role, status, q, cursor],
    queryFn: () =>
      call('get', '/v1/admin/users', {
        query: {
          limit: PAGE_SIZE,
          ...(role && { role }),
          ...(status && { status }),
          ...(q && { q }),
          ...(cursor && { cursor }),
        },
      }),
    placeholderData: keepPreviousData,
  })
  const next = list.data?.nextCursor
  return (
    <div className="page">
      <header className="page-head">
        <h2>Users</h2>
        <Filters
          path="/admin/users"
          choices={CHOICES}
          values={filters}
          placeholder="Search name or address"
        />
        <div className="actions">
          <button className="primary" type="button" onClick={() => navigate(here({ user: 'new' }))}>
            <Icon name="plus" />
            Invite staff
          </button>
        </div>
      </header>
      <ListRows
        list={list}
        what="users"
        empty={
          <Empty icon="user" title="No account fits these filters">
            <Link href="/admin/users">Show all accounts</Link>
          </Empty>
        }
      >
        {(items) => <UserTable items={items} hrefOf={(id) => here({ user: id })} />}
      </ListRows>
      <Pager
        label="More users"
        newest={cursor && here({ cursor: undefined })}
        older={next && here({ cursor: next })}
      />
      {opened === 'new' && <InviteDialog onClose={() => navigate(here())} />}
      {opened && opened !== 'new' && (
        <UserDialog
          key={opened}
          id={opened}
          listed={list.data?.items.find(({ id }) => id === opened)}
          onClose={() => navigate(here())}
        />
      )}
    </div>
  )
}

const UserTable = ({ items, hrefOf }: { items: User[]; hrefOf: (id: string) => string }) => (
  <table className="stacking">
    <ColumnHeads of={['Name', 'Status', 'Role', 'Address', 'Telephone', 'Since']} />
    <tbody>
      {items.map(({ id, name, role, status, email, phone, createdAt }) => (
        <tr key={id} data-user={email}>
          <td>
            <Link href={hrefOf(id)}>{name}</Link>
          </td>
          <td>
            <StatusBadge status={status} />
          </td>
          <td>{sentence(role)}</td>
          <td>{email}</td>
          <td className="phone">{phone}</td>
          <td className="when">
            <Time iso={createdAt} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)
