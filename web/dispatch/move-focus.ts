import type { KeyboardEvent } from 'react'

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }

/** Arrows lead from one of these to the next, Home and End to the first and last. */
export function moveFocus(event: KeyboardEvent, within: Element | null, selector: string): void {
  const { key, altKey, ctrlKey, metaKey } = event
  const step = STEPS[key]
  if ((step === undefined && key !== 'Home' && key !== 'End') || altKey || ctrlKey || metaKey) return
  const all = [...(within?.querySelectorAll<HTMLElement>(selector) ?? [])]
  const at = all.findIndex(
    (each) => each === document.activeElement || each.parentElement?.contains(document.activeElement),
  )
  const next = step === undefined ? (key === 'Home' ? 0 : all.length - 1) : at + step
  const target = all[Math.max(0, Math.min(all.length - 1, next))]
  if (!target) return
  event.preventDefault()
  event.stopPropagation()
  target.focus()
}
