import { useEffect } from 'react'
import type { ReplayClock } from './replay-clock.ts'

/** Where a key means something already: a field that is typed in, a button or link that the space bar presses. */
const KEEPS_KEYS = 'input:not([type="range"]), select, textarea, [contenteditable]'
const KEEPS_SPACE = 'button, a, summary, input:not([type="range"])'

/** Space plays and pauses, `[` and `]` change the speed, wherever on the page the focus is. */
export function useReplayKeys(clock: ReplayClock) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { key, altKey, ctrlKey, metaKey, target } = event
      const at = target instanceof HTMLElement ? target : null
      if (altKey || ctrlKey || metaKey || at?.closest(KEEPS_KEYS)) return
      if (document.querySelector('dialog[open], [role="dialog"]')) return
      if (key === '[') clock.shiftSpeed(-1)
      else if (key === ']') clock.shiftSpeed(1)
      else if (key === ' ' && !at?.closest(KEEPS_SPACE)) clock.toggle()
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [clock])
}
