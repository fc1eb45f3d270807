import { useCallback, useEffect, useMemo, useRef, useState } from 'react'

export type Selection = ReturnType<typeof useSelection>

/** Which rows are selected. Another list (other filters, another order) begins with none: nobody acts on rows unseen. */
export function useSelection(rows: readonly { id: string }[] | undefined, listHash: string) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const anchor = useRef<string | null>(null)
  const rowsNow = useRef(rows)
  rowsNow.current = rows
  const clear = useCallback(() => setIds(new Set()), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is another list by its hash
  useEffect(clear, [clear, listHash])
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
