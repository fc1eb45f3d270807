import { useInfiniteQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { AuditEntry } from '../api/types.ts'
import { sentence } from '../shared/format.ts'
import { Empty, ErrorNotice, LoadingRows } from '../shared/states.tsx'
import { Time } from '../shared/time.tsx'
import { actionText } from './action-words.ts'
import { changesOf } from './changes-of.ts'
import type { Subject } from './use-papers.ts'

const PAGE_SIZE = 10
const CHANGES_MAX = 6
/** `capacityKg` and `vehicle.import` as people say them. */
const fieldWords = (name: string) => sentence(name.replaceAll(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase())

/** Who changed what of a driver or a vehicle, and when, newest first. */
export function AuditHistory({ subject: { type, id } }: { subject: Subject }) {
  const history = useInfiniteQuery({
    queryKey: [type, id, 'audit'],
    queryFn: ({ pageParam }) =>
      call('get', '/v1/admin/audit', {
        query: {
          subjectType: type,
          subjectId: id,
          limit: PAGE_SIZE,
          ...(pageParam && { cursor: pageParam }),
        },
      }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })
  const entries = history.data?.pages.flatMap(({ items }) => items)
  return (
    <section className="card" aria-labelledby="history">
      <h2 id="history">History</h2>
      {history.error && <ErrorNotice error={history.error} onRetry={() => void history.refetch()} />}
      {history.isPending && <LoadingRows what="the history" rows={3} />}
      {entries?.length === 0 && <Empty icon="history" title="Nothing was changed yet" />}
      {entries && entries.length > 0 && (
        <ol className="history">
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
      {history.hasNextPage && (
        <button
          type="button"
          className="quiet small"
          disabled={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          {history.isFetchingNextPage ? 'Reading…' : 'Show earlier'}
        </button>
      )}
    </section>
  )
}

function Entry({ entry }: { entry: AuditEntry }) {
  const changes = changesOf(entry)
  const isNew = entry.before === null
  return (
    <li>
      <div className="history-head">
        <b>{actionText(entry.action)}</b>
        <span className="muted">
          {entry.actor ?? 'By itself'} · <Time iso={entry.occurredAt} />
        </span>
      </div>
      {changes.length > 0 && (
        <ul className="history-changes">
          {changes.slice(0, CHANGES_MAX).map(({ name, before, after }) => (
            <li key={name}>
              <span className="muted">{fieldWords(name)}</span>{' '}
              {!isNew && (
                <>
                  <s>{before}</s> <span aria-hidden="true">→</span>{' '}
                </>
              )}
              <span>{after}</span>
            </li>
          ))}
          {changes.length > CHANGES_MAX && <li className="muted">and {changes.length - CHANGES_MAX} more</li>}
        </ul>
      )}
    </li>
  )
}
