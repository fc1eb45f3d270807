import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ErrorNotice, LoadingRows } from './states.tsx'

type List<Item> = UseQueryResult<{ items: Item[]; nextCursor: string | null }, Error>

/** The items to show, once they are known: an empty list says nothing of the one that is asked for next. */
export function itemsOf<Item>({ data, isPlaceholderData }: List<Item>): Item[] | undefined {
  return isPlaceholderData && data?.items.length === 0 ? undefined : data?.items
}

type Props<Item> = {
  list: List<Item>
  /** What the items are, as in `bookings`. */
  what: string
  /** In place of the items where there are none. */
  empty: ReactNode
  children: (items: Item[]) => ReactNode
}

/** A page of a list, or that it loads, failed or is empty. */
export function ListRows<Item>({ list, what, empty, children }: Props<Item>) {
  const items = itemsOf(list)
  return (
    <>
      {list.error && (
        <ErrorNotice
          title={`The ${what} could not be read`}
          error={list.error}
          onRetry={() => void list.refetch()}
          isRetrying={list.isFetching}
        />
      )}
      {!items && (list.isPending || list.isPlaceholderData) && <LoadingRows what={what} />}
      {items && (
        <div className="table-card" aria-busy={list.isPlaceholderData}>
          {items.length === 0 ? empty : children(items)}
        </div>
      )}
    </>
  )
}
