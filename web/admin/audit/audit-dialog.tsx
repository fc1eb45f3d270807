import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { ColumnHeads } from '../../shared/column-heads.tsx'
import { Dialog } from '../../shared/dialog.tsx'
import { absoluteTime, sentence } from '../../shared/format.ts'
import { ErrorNotice, Loading } from '../../shared/states.tsx'
import { Time } from '../../shared/time.tsx'
import { JsonView } from '../json-view.tsx'
import type { AuditEntry } from './audit-table.tsx'
import { changesOf } from './changes-of.ts'

/** One change: who made it, from where, and what was before and after. */
export function AuditDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const entry = useQuery({
    queryKey: ['audit', 'one', id],
    queryFn: () => call('get', '/v1/admin/audit/:id', { params: { id } }),
    // An entry never changes.
    staleTime: Number.POSITIVE_INFINITY,
  })
  const { data } = entry
  return (
    <Dialog title={data ? sentence(data.action) : 'Entry'} onClose={onClose} isDrawer>
      <div className="dialog-body">
        {entry.isPending && <Loading what="the entry" />}
        {entry.error && (
          <ErrorNotice
            title="The entry could not be read"
            error={entry.error}
            onRetry={() => void entry.refetch()}
          />
        )}
        {data && <Entry entry={data} />}
      </div>
    </Dialog>
  )
}

const Entry = ({ entry }: { entry: AuditEntry }) => (
  <>
    <dl className="facts">
      <dt>When</dt>
      <dd>
        {absoluteTime(entry.occurredAt)}{' '}
        <span className="muted">
          <Time iso={entry.occurredAt} />
        </span>
      </dd>
      <dt>By</dt>
      <dd>{entry.actor ?? entry.actorId ?? 'Came about in its time'}</dd>
      <dt>Of</dt>
      <dd>
        {sentence(entry.subjectType)} <span className="id">{entry.subjectId}</span>
      </dd>
      <dt>From</dt>
      <dd>
        {entry.ipAddress ?? 'unknown'}
        {entry.userAgent && <small className="muted"> {entry.userAgent}</small>}
      </dd>
      <dt>Request</dt>
      <dd className="id">{entry.requestId}</dd>
    </dl>
    <Changes entry={entry} />
    {entry.before !== null && (
      <details>
        <summary>The whole record before</summary>
        <JsonView label="Record before" value={entry.before} />
      </details>
    )}
    {entry.after !== null && (
      <details>
        <summary>The whole record after</summary>
        <JsonView label="Record after" value={entry.after} />
      </details>
    )}
  </>
)

function Changes({ entry: { before, after } }: { entry: AuditEntry }) {
  const changes = changesOf(before, after)
  if (changes.length === 0) return <p className="muted">No field of a record was changed.</p>
  return (
    <table className="plain diff">
      <ColumnHeads of={['Field', 'Before', 'After']} />
      <tbody>
        {changes.map(({ path, before, after }) => (
          <tr key={path}>
            <th scope="row">{path}</th>
            <td>{before === null ? <span className="muted">not there</span> : <del>{before}</del>}</td>
            <td>{after === null ? <span className="muted">not there</span> : <ins>{after}</ins>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
