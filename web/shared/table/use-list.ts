import {
  hashKey,
  keepPreviousData,
  type QueryKey,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { ApiError } from '../../api/client.ts'
import { goneFrom, type ListData, type Page, pagesBetween, rowsOf, withRows } from './list-pages.ts'
import { KEPT_MS, useListPlace } from './list-place.ts'

/** What is in view is read again this often; whatever else is loaded, once it comes into view. */
const AGAIN_MS = 15_000
/** A list of no more pages is read anew as a whole where somebody changed it. */
const WHOLE_PAGES_MAX = 2

type Reading<Row> = {
  /** The list's name in the cache, and what it is asked for. */
  name: string
  asked: object
  read: (cursor: string | undefined) => Promise<Page<Row>>
  readOne: (id: string) => Promise<Row>
}
export type List<Row> = ReturnType<typeof useList<Row & { id: string }>>

/**
 * A list of the server, read page by page on its cursor. Rows keep their places: what changes is shown where it is, also
 * where it fits the filters no more, and new rows come in only when the list is asked for anew.
 */
export function useList<Row extends { id: string }>({ name, asked, read, readOne }: Reading<Row>) {
  const cache = useQueryClient()
  const hash = JSON.stringify([name, asked])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked is compared by what it says
  const key = useMemo(() => [name, asked], [hash])
  const query = useInfiniteQuery<Page<Row>, Error, ListData<Row>, QueryKey, string | undefined>({
    queryKey: key,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    // Else each doubt would read every loaded page again, one after the other.
    staleTime: 'static',
    gcTime: KEPT_MS,
  })
  const rows = useMemo(() => (query.data ? rowsOf(query.data) : undefined), [query.data])
  const place = useListPlace(hash)
  const reading = useRef({ read, readOne })
  reading.current = { read, readOne }

  const change = useCallback(
    (fresh: ReadonlyMap<string, Row>) =>
      cache.setQueryData<ListData<Row>>(key, (list) => list && withRows(list, fresh)),
    [cache, key],
  )
  const refreshInView = useCallback(async () => {
    const list = cache.getQueryData<ListData<Row>>(key)
    if (!list) return
    const { first, last } = place.inView
    for (const index of pagesBetween(list, first, last)) {
      const before = list.pages[index] as Page<Row>
      const now = await reading.current.read(list.pageParams[index])
      const gone = await Promise.all(
        goneFrom(before, now).map((id) => readKnown(reading.current.readOne, id)),
      )
      change(new Map([...now.items, ...gone.filter((row) => row !== null)].map((row) => [row.id, row])))
    }
  }, [cache, key, change, place])
  useFreshness(key, refreshInView, query.refetch)

  const reread = useCallback(
    async (id: string) => {
      const row = await readKnown(reading.current.readOne, id)
      if (row) change(new Map([[id, row]]))
    },
    [change],
  )
  const restart = useMutation({
    mutationFn: () => read(undefined),
    onSuccess: (page) => cache.setQueryData<ListData<Row>>(key, { pages: [page], pageParams: [undefined] }),
  })
  return { ...query, hash, rows, place, reread, restart }
}

/** Reads what is in view again by and by, and at once where it was left a while ago or somebody says that the list has changed. */
function useFreshness(key: QueryKey, refreshInView: () => Promise<void>, refetch: () => Promise<unknown>) {
  const cache = useQueryClient()
  useEffect(() => {
    const refresh = () => {
      if (document.hidden) return
      // What cannot be read looks stale by then, and is read the next time.
      refreshInView().catch((error: unknown) => {
        if (!(error instanceof ApiError)) throw error
      })
    }
    const { dataUpdatedAt: readMs = 0 } = cache.getQueryState(key) ?? {}
    if (readMs > 0 && readMs < Date.now() - AGAIN_MS) refresh()
    const timer = setInterval(refresh, AGAIN_MS)
    const hash = hashKey(key)
    const leave = cache.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated' || event.action.type !== 'invalidate' || event.query.queryHash !== hash)
        return
      const { pages = [] } = cache.getQueryData<ListData<unknown>>(key) ?? {}
      if (pages.length > WHOLE_PAGES_MAX) refresh()
      else void refetch()
    })
    return () => {
      clearInterval(timer)
      leave()
    }
  }, [cache, key, refreshInView, refetch])
}

/** One row as it is by now; null where it cannot be read. */
async function readKnown<Row>(readOne: (id: string) => Promise<Row>, id: string): Promise<Row | null> {
  try {
    return await readOne(id)
  } catch (error) {
    if (error instanceof ApiError) return null
    throw error
  }
}
