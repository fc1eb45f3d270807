import { type ReactNode, useMemo, useState } from 'react'

export type Column<Row> = {
  id: string
  label: string
  /** At least so many pixels; what is left of the screen is shared by these. */
  width: number
  isNumber?: boolean
  /** Not shown until it is chosen. */
  isExtra?: boolean
  className?: string
  /** What the API calls the order by this column, and which way it goes first. */
  sort?: { name: string; order: 'asc' | 'desc' }
  cell: (row: Row) => ReactNode
}

const nameOf = (table: string) => `hexhaul.columns.${table}`

/** The words that were kept; null where none were, or somebody else wrote there. */
function readKept(table: string): string[] | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(nameOf(table)) ?? 'null')
    return Array.isArray(kept) ? kept.map(String) : null
  } catch {
    return null
  }
}

/** Which columns of a table are shown; kept by this browser. The first is always there: it names the row. */
export function useColumns<Row>(table: string, columns: readonly Column<Row>[]) {
  const usual = () => columns.filter(({ isExtra }) => !isExtra).map(({ id }) => id)
  const [chosen, setChosen] = useState(() => readKept(table) ?? usual())
  const keep = (ids: string[] | null) => {
    setChosen(ids ?? usual())
    if (ids) localStorage.setItem(nameOf(table), JSON.stringify(ids))
    else localStorage.removeItem(nameOf(table))
  }
  const shown = useMemo(
    () => columns.filter(({ id }, index) => index === 0 || chosen.includes(id)),
    [columns, chosen],
  )
  return {
    shown,
    isShown: (id: string) => chosen.includes(id),
    toggle: (id: string) =>
      keep(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]),
    reset: () => keep(null),
  }
}
