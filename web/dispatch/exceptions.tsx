import type { MapLibreMap } from 'maplibre-gl'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useCity } from '../live/live.tsx'
import { Empty, ErrorNotice, LoadingRows } from '../shared/states.tsx'
import { keyOfException } from './exception-looks.ts'
import { ExceptionRow } from './exception-row.tsx'
import { moveFocus } from './move-focus.ts'
import { useExceptions } from './use-exceptions.ts'
import { useHeldRows } from './use-held-rows.ts'

/** What needs somebody now, ranked by minutes to the breach, each with its fix. */
export function Exceptions({ map }: { map: MapLibreMap | null }) {
  const exceptions = useExceptions()
  const { bookings } = useCity()
  const { rows, handlers } = useHeldRows(exceptions.data?.items ?? [], keyOfException)
  // One at a time shows who could take it: the map has room for one.
  const [openKey, setOpenKey] = useState<string | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const byId = new Map(bookings.map((booking) => [booking.id, booking]))
  return (
    <section aria-label="What needs you" className="now-list">
      {exceptions.error && (
        <ErrorNotice
          title="What needs you could not be read"
          error={exceptions.error}
          onRetry={() => void exceptions.refetch()}
          isRetrying={exceptions.isFetching}
        />
      )}
      {exceptions.isPending && <LoadingRows what="what needs you" rows={6} />}
      {exceptions.data && rows.length === 0 && (
        <Empty icon="checks" title="All quiet">
          No haul is late, stuck or without a driver, and no paper is about to end.
        </Empty>
      )}
      <ul
        ref={list}
        {...handlers}
        onKeyDown={(event: KeyboardEvent) => moveFocus(event, list.current, '.now-row')}
      >
        {rows.map(({ item, isGone }) => {
          const key = keyOfException(item)
          return (
            <ExceptionRow
              key={key}
              map={map}
              exception={item}
              isGone={isGone}
              booking={item.bookingId === null ? undefined : byId.get(item.bookingId)}
              isOpen={openKey === key}
              onOpen={(isOpen) => setOpenKey(isOpen ? key : null)}
            />
          )
        })}
      </ul>
    </section>
  )
}
