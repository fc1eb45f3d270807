import { type QueryClient, type QueryKey, useQueryClient } from '@tanstack/react-query'
import type { VirtualItem } from '@tanstack/react-virtual'
import { useEffect, useMemo, useState } from 'react'

/** How long a list, and where one was in it, stay known while another page is shown. */
export const KEPT_MS = 30 * 60_000
const KEPT = 'kept'
const placeKey = (hash: string) => [KEPT, 'place', hash]
const addressKey = (path: string) => [KEPT, 'address', path]

function keep(cache: QueryClient, key: QueryKey, value: unknown): void {
  cache.setQueryDefaults([KEPT], { gcTime: KEPT_MS })
  cache.setQueryData(key, value)
}

/** Where one is in a list: written by whoever draws it, read where it is opened again. */
export type ListPlace = {
  /** How far it is scrolled, and how high the rows are that were seen; in pixels. */
  top: number
  sizes: VirtualItem[]
  inView: { first: number; last: number }
  selected: readonly string[]
  /** The row that the keyboard is at. */
  activeId: string | null
}
const newPlace = (): ListPlace => ({
  ...{ top: 0, sizes: [], inView: { first: 0, last: 0 }, selected: [], activeId: null },
})

/** The list that a page opens with goes on where it was left; one with other filters begins anew. Gone with the session. */
export function useListPlace(hash: string): ListPlace {
  const cache = useQueryClient()
  const [opened] = useState(() => ({
    hash,
    place: cache.getQueryData<ListPlace>(placeKey(hash)) ?? newPlace(),
  }))
  const place = useMemo(() => (hash === opened.hash ? opened.place : newPlace()), [hash, opened])
  useEffect(() => () => keep(cache, placeKey(hash), place), [cache, hash, place])
  return place
}

/** Remembers with which filters a list is looked at. */
export function useKeptAddress(path: string, address: string): void {
  const cache = useQueryClient()
  useEffect(() => keep(cache, addressKey(path), address), [cache, path, address])
}

/** The list as it was looked at last. */
export const useListAddress = (path: string): string =>
  useQueryClient().getQueryData<string>(addressKey(path)) ?? path
