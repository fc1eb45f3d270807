import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useId } from 'react'
import { Icon } from '../shared/icons.tsx'
import { ErrorNotice, LoadingRows } from '../shared/states.tsx'

type Props = {
  /** What is shown, as in `booking`. */
  what: string
  title: ReactNode
  badge: ReactNode
  query: UseQueryResult<unknown, Error>
  onClose: () => void
  children: ReactNode
}

/** Over the list beside the map: one thing, with a head that stays; Escape closes it. */
export function Panel({ what, title, badge, query, onClose, children }: Props) {
  const titleId = useId()
  return (
    <section className="panel" aria-labelledby={titleId} tabIndex={-1}>
      <header>
        <button type="button" className="quiet icon-only" aria-label="Back to the list" onClick={onClose}>
          <Icon name="arrowLeft" />
        </button>
        <h2 id={titleId}>{title}</h2>
        {badge}
      </header>
      {query.error && (
        <div className="panel-notice">
          <ErrorNotice
            title={`The ${what} could not be read`}
            error={query.error}
            onRetry={() => void query.refetch()}
            isRetrying={query.isFetching}
          />
        </div>
      )}
      {query.isPending && <LoadingRows what={`the ${what}`} rows={8} />}
      {children}
    </section>
  )
}
