import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ListPlace } from './list-place.ts'

export type Selection = ReturnType<typeof useSelection>

type List = { rows: readonly { id: string }[] | undefined; hash: string; place: ListPlace }

/** Which rows are selected. Another list (other filters, another order) begins with none: nobody acts on rows unseen. */
export function useSelection({ rows, hash, place }: List) {
  const [ids, setIds] = useState<ReadonlySet<string>>(() => {
    const loaded = new Set(rows?.map(({ id }) => id))
    return new Set(place.selected.filter((id) => loaded.has(id)))
  })
  const shownHash = useRef(hash)
  const anchor = useRef<string | null>(null)
  const rowsNow = useRef(rows)
  rowsNow.current = rows
  const clear = useCallback(() => setIds(new Set()), [])
  useEffect(() => {
    if (shownHash.current !== hash) clear()
    shownHash.current = hash
  }, [clear, hash])
  useEffect(() => {
    place.selected = [...ids]
  }, [place, ids])
  const set = useCallback((changed: readonly string[], isSelected: boolean) => {
    setIds((before) => {
      const after = new Set(before)
      for (const id of changed)
        if (isSelected) after.add(id)
        else after.delete(id)
      return after
    })
  }, [])
  const toggle = useCallback(
    (id: string, isSelected: boolean) => {
      anchor.current = id
      set([id], isSelected)
    },
    [set],
  )
  /** Selects everything from where the last choice was made up to a row. */
  const extend = useCallback(
    (id: string) => {
      const order = (rowsNow.current ?? []).map((row) => row.id)
      const [from, to] = [order.indexOf(anchor.current ?? id), order.indexOf(id)].sort((a, b) => a - b)
      if (from === -1) return toggle(id, true)
      set(order.slice(from, (to ?? 0) + 1), true)
    },
    [set, toggle],
  )
  return useMemo(() => ({ ids, set, toggle, extend, clear }), [ids, set, toggle, extend, clear])
}
