import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { addressOf, call } from '../../api/client.ts'
import { navigate, useAddress } from '../../app/router.tsx'
import { Choose, choice, oneOf } from '../../shared/filters.tsx'
import { Icon } from '../../shared/icons.tsx'
import { itemsOf, ListRows } from '../../shared/list-rows.tsx'
import { Pager } from '../../shared/pager.tsx'
import { Empty } from '../../shared/states.tsx'
import { LetterDialog } from './letter-dialog.tsx'
import { LetterTable } from './letter-table.tsx'
import { useRetry } from './use-retry.ts'

const PAGE_SIZE = 50
const STATES = ['waiting', 'retried'] as const
const STATE = choice('state', 'State', STATES, (state) => (state === 'waiting' ? 'Given up' : 'Handed back'))

/** Events that no retry could handle, to be looked into and handed back. */
export default function DeadLettersPart() {
  const { query } = useAddress()
  const state = oneOf(STATES, query.get('state'))
  const cursor = query.get('cursor') ?? undefined
  const opened = query.get('letter')
  const here = (more: Record<string, string | undefined> = {}) =>
    addressOf('/admin/dead-letters', {}, { state, cursor, ...more })
  const list = useLetters(state, cursor)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const items = itemsOf(list) ?? []
  // What has left the list meanwhile is not retried unseen.
  const wanted = items.filter(({ id, retriedAt }) => chosen.has(id) && !retriedAt).map(({ id }) => id)
  const { outcomes, retry, isRetrying } = useRetry(() => setChosen(new Set()))
  const next = list.data?.nextCursor
  return (
    <div className="page">
      <header className="page-head">
        <h2>Dead letters</h2>
        <Choose path="/admin/dead-letters" choice={STATE} values={{ state: state ?? '' }} />
        <div className="actions">
          <button
            type="button"
            className="primary"
            disabled={wanted.length === 0 || isRetrying}
            onClick={() => void retry(wanted)}
          >
            <Icon name="refresh" />
            {wanted.length > 0 ? `Retry ${wanted.length} chosen` : 'Retry the chosen'}
          </button>
        </div>
      </header>
      <ListRows
        list={list}
        what="dead letters"
        empty={
          <Empty icon="check" title={state ? 'No dead letter is in this state' : 'No dead letters'}>
            Every event was handled. One that no retry can handle ends here, with its reason.
          </Empty>
        }
      >
        {(letters) => (
          <LetterTable
            items={letters}
            chosen={chosen}
            onChosen={setChosen}
            outcomes={outcomes}
            hrefOf={(id) => here({ letter: id })}
          />
        )}
      </ListRows>
      <Pager
        label="More dead letters"
        newest={cursor && here({ cursor: undefined })}
        older={next && here({ cursor: next })}
      />
      {opened && (
        <LetterDialog
          key={opened}
          id={opened}
          listed={items.find(({ id }) => id === opened)}
          outcome={outcomes.get(opened)}
          onRetry={() => void retry([opened])}
          onClose={() => navigate(here())}
        />
      )}
    </div>
  )
}

const useLetters = (state: (typeof STATES)[number] | undefined, cursor: string | undefined) =>
  useQuery({
    queryKey: ['dead-letters', state, cursor],
    queryFn: () =>
      call('get', '/v1/admin/dead-letters', {
        query: { limit: PAGE_SIZE, ...(state && { state }), ...(cursor && { cursor }) },
      }),
    placeholderData: keepPreviousData,
  })
