import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { ListPlace } from './list-place.ts'
import type { Selection } from './use-selection.ts'

type Options = {
  table: RefObject<HTMLElement | null>
  rows: readonly { id: string }[]
  selection: Selection | undefined
  place: ListPlace
  scrollTo: (index: number) => void
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  target.closest('input:not([type="checkbox"]), select, textarea, details') !== null
const isInDialog = () => document.querySelector('dialog[open], [role="dialog"]') !== null

/** How far a key goes among rows; the arrows only where the table has the focus, since they scroll elsewhere. */
function stepOf({ key, target }: KeyboardEvent, table: HTMLElement): number {
  const isArrow = key.startsWith('Arrow')
  if (isArrow && !(target instanceof Node && table.contains(target))) return 0
  const down = ['j', 'J', 'ArrowDown'].includes(key)
  const up = ['k', 'K', 'ArrowUp'].includes(key)
  return down ? 1 : up ? -1 : 0
}

/**
 * The keyboard in a table: j and k or the arrows go from row to row, x selects, with Shift all on the way, Escape selects
 * none. The focus is on the row's link, so that Enter opens it. The row in focus is drawn wherever it is; who comes back to
 * the list, with the focus nowhere, has it there again.
 */
export function useRowKeys({ table, rows, selection, place, scrollTo }: Options) {
  const [activeId, setActiveId] = useState(() =>
    rows.some(({ id }) => id === place.activeId) ? place.activeId : null,
  )
  const isReturning = useRef(activeId !== null)
  const isMoving = useRef(false)
  const activeIndex = rows.findIndex(({ id }) => id === activeId)
  const now = useRef({ rows, selection, activeIndex, scrollTo })
  now.current = { rows, selection, activeIndex, scrollTo }

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { key, shiftKey, altKey, ctrlKey, metaKey, target } = event
      if (!table.current || altKey || ctrlKey || metaKey || isTyping(target) || isInDialog()) return
      const { rows, selection, activeIndex, scrollTo } = now.current
      const active = rows[activeIndex]
      if (key === 'Escape') return selection?.clear()
      if (key.toLowerCase() === 'x' && active && selection) {
        if (shiftKey) selection.extend(active.id)
        else selection.toggle(active.id, !selection.ids.has(active.id))
        return
      }
      const step = stepOf(event, table.current)
      const next = rows[Math.max(0, Math.min(rows.length - 1, activeIndex + step))]
      if (step === 0 || !next) return
      event.preventDefault()
      if (shiftKey && active) {
        if (selection && !selection.ids.has(active.id)) selection.toggle(active.id, true)
        selection?.extend(next.id)
      }
      isMoving.current = true
      setActiveId(next.id)
      scrollTo(rows.indexOf(next))
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [table])

  // With each drawing, since where the table was opened the row is drawn a moment later.
  useLayoutEffect(() => {
    place.activeId = activeId
    if (isReturning.current) isMoving.current = document.activeElement === document.body
    isReturning.current = false
    if (!isMoving.current || activeId === null) return
    const row = table.current?.querySelector(`[data-row="${CSS.escape(activeId)}"]`)
    if (!row) return
    isMoving.current = false
    row.querySelector<HTMLElement>('.row-link')?.focus({ preventScroll: true })
  })
  return { activeIndex, setActiveId }
}
