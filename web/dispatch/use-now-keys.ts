import { type RefObject, useEffect, useRef } from 'react'
import { isInDialog, isTyping } from '../app/commands.tsx'

type Wanted = {
  panel: RefObject<HTMLElement | null>
  /** A booking or a driver is shown over the list. */
  isOverList: boolean
  /** Goes back to the list. */
  onList: () => void
}

/** `e` leads to the list beside the map from wherever the focus is, Escape from a panel back to it. */
export function useNowKeys({ panel, isOverList, onList }: Wanted) {
  const wanted = useRef({ isOverList, onList })
  useEffect(() => {
    wanted.current = { isOverList, onList }
  })
  const isAsked = useRef(false)
  useEffect(() => {
    if (isOverList || !isAsked.current) return
    isAsked.current = false
    focusList(panel.current)
  }, [isOverList, panel])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { key, altKey, ctrlKey, metaKey } = event
      if (altKey || ctrlKey || metaKey || isTyping(event.target) || isInDialog()) return
      const { isOverList, onList } = wanted.current
      if (key === 'e') {
        isAsked.current = isOverList
        if (!isOverList) focusList(panel.current)
      } else if (key !== 'Escape' || !isOverList) return
      event.preventDefault()
      if (isOverList) onList()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [panel])
}

/** The first row, or the tab of the list where there is none. */
function focusList(panel: HTMLElement | null) {
  const row = panel?.querySelector<HTMLElement>('.now-row')
  const tab = panel?.querySelector<HTMLElement>('.now-tabs [aria-current]')
  ;(row ?? tab)?.focus()
}
