import { lazy, Suspense, useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import type { Role } from '../api/types.ts'
import { Icon } from '../shared/icons.tsx'
import { pagesOf } from './pages.ts'
import { navigate } from './router.tsx'
import { ShortcutSheet } from './shortcut-sheet.tsx'

const CommandPalette = lazy(() => import('./command-palette.tsx'))
/** The second key of two comes within this. */
const SEQUENCE_MS = 1_500

type Shown = 'palette' | 'sheet' | null

export const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, select, textarea, [contenteditable]') !== null
export const isInDialog = () => document.querySelector('dialog[open], [role="dialog"]') !== null

/** Everything that the keyboard does on every page, and the button that opens the palette without one. */
export function Commands({ role }: { role: Role }) {
  const [shown, setShown] = useState<Shown>(null)
  useEffect(() => {
    let goAtMs = Number.NEGATIVE_INFINITY
    const onKey = (event: KeyboardEvent) => {
      const { key, altKey, ctrlKey, metaKey, timeStamp } = event
      if (key.toLowerCase() === 'k' && (ctrlKey || metaKey) && !altKey) {
        event.preventDefault()
        if (!isInDialog()) setShown('palette')
        return
      }
      if (altKey || ctrlKey || metaKey || isTyping(event.target) || isInDialog()) return
      const page = timeStamp - goAtMs < SEQUENCE_MS ? pagesOf(role).find((each) => each.key === key) : null
      goAtMs = key === 'g' ? timeStamp : Number.NEGATIVE_INFINITY
      if (page) navigate(page.path)
      else if (key === '?') setShown('sheet')
      else if (key === '/') focusSearch(event)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [role])
  const close = () => setShown(null)
  return (
    <>
      <button type="button" className="find" title="Find or go to" onClick={() => setShown('palette')}>
        <Icon name="search" />
        <span>Find or go to</span>
        <kbd>Ctrl K</kbd>
      </button>
      {shown === 'palette' && (
        <Suspense>
          <CommandPalette role={role} onClose={close} onShortcuts={() => setShown('sheet')} />
        </Suspense>
      )}
      {/* Beside the bar, not within it. */}
      {shown === 'sheet' && createPortal(<ShortcutSheet role={role} onClose={close} />, document.body)}
    </>
  )
}

function focusSearch(event: KeyboardEvent) {
  const search = document.querySelector<HTMLInputElement>('main input[type="search"]')
  if (!search) return
  event.preventDefault()
  search.focus()
}
