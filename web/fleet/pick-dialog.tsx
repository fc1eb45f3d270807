import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import { Dialog } from '../shared/dialog.tsx'
import { Empty, ErrorNotice, Loading } from '../shared/states.tsx'

const SEARCH_MAX_CHARS = 60
type Pickable = { id: string; name: string; detail: string }

type Props<Done> = {
  title: string
  /** What is said above the list. */
  hint: string
  /** Of those that fit what is typed. */
  found: UseQueryResult<Pickable[], Error>
  empty: string
  typed: string
  onType: (typed: string) => void
  change: UseMutationResult<Done, Error, string>
  submit: readonly [label: string, pending: string]
  onClose: () => void
}

/** One of many, found by what is typed. */
export function PickDialog<Done>(props: Props<Done>) {
  const { title, hint, found, empty, typed, onType, change, submit, onClose } = props
  const [chosen, setChosen] = useState<string>()
  const items = found.data ?? []
  const id = items.find((each) => each.id === chosen)?.id
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="dialog-body"
        onSubmit={(event) => {
          event.preventDefault()
          if (id) change.mutate(id)
        }}
      >
        <p>{hint}</p>
        <label>
          Search
          <input
            type="search"
            value={typed}
            maxLength={SEARCH_MAX_CHARS}
            onChange={(event) => onType(event.target.value)}
          />
        </label>
        <div className="pick-list">
          {found.isPending && <Loading what="the list" />}
          {found.error && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
          {found.data?.length === 0 && <Empty icon="search" title={empty} />}
          <fieldset className="choices">
            <legend className="visually-hidden">{title}</legend>
            {items.map(({ id: each, name, detail }) => (
              <label key={each} className="check">
                <input type="radio" name="picked" checked={id === each} onChange={() => setChosen(each)} />
                <span>{name}</span>
                <span className="muted number">{detail}</span>
              </label>
            ))}
          </fieldset>
        </div>
        {change.error && <ErrorNotice title="Nothing was changed" error={change.error} />}
        <footer className="dialog-foot">
          <button type="button" onClick={onClose}>
            Close
          </button>
          <button type="submit" className="primary" disabled={!id || change.isPending}>
            {submit[change.isPending ? 1 : 0]}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}
