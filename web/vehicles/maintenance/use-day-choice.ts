import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { DAYS_OF_WEEK, dayOf, plusDays, plusMonths } from './month.ts'

/** The first and the last of some days, which may be the same. */
export type Days = { from: string; to: string }
const ordered = (a: string, b: string): Days => (a < b ? { from: a, to: b } : { from: b, to: a })
const STEPS: Record<string, number> = {
  ...{ ArrowLeft: -1, ArrowRight: 1 },
  ...{ ArrowUp: -DAYS_OF_WEEK, ArrowDown: DAYS_OF_WEEK },
}
const MONTHS: Record<string, number> = { PageUp: -1, PageDown: 1 }

/** The day that a key leads to from another, never into the past. */
function dayBy(key: string, day: string, today: string): string | null {
  const [days, months] = [STEPS[key], MONTHS[key]]
  const next = days ? plusDays(day, days) : months ? `${plusMonths(day.slice(0, 7), months)}-01` : null
  return next && next < today ? today : next
}

export type DayChoice = ReturnType<typeof useDayChoice>

/** Days that are chosen by pointer or keyboard, to plan on; the past cannot be. One day at a time is in the order of Tab. */
export function useDayChoice(
  month: string,
  onMonth: (month: string) => void,
  onPlan: ((days: Days) => void) | undefined,
) {
  const table = useRef<HTMLTableElement>(null)
  const today = dayOf(new Date())
  const [anchor, setAnchor] = useState<string | null>(null)
  const [head, setHead] = useState<string | null>(null)
  const [isDragging, setIsDragging] = useState(false)
  const [wanted, setWanted] = useState<string | null>(null)
  const days = anchor && head ? ordered(anchor, head) : null
  const isFree = (day: string) => onPlan !== undefined && day >= today
  const isChosen = (day: string) => days !== null && day >= days.from && day <= days.to
  // A key may lead to a day that is drawn only with its month.
  useEffect(() => {
    if (!wanted?.startsWith(month)) return
    table.current?.querySelector<HTMLElement>(`[data-day="${wanted}"]`)?.focus()
    setWanted(null)
  }, [wanted, month])
  useEffect(() => {
    if (!isDragging) return
    const end = () => setIsDragging(false)
    for (const event of ['pointerup', 'pointercancel'] as const) window.addEventListener(event, end)
    return () => {
      for (const event of ['pointerup', 'pointercancel'] as const) window.removeEventListener(event, end)
    }
  }, [isDragging])
  function choose(from: string | null, to: string) {
    setAnchor(from)
    setHead(to)
  }
  function plan(chosen: Days) {
    choose(null, chosen.from)
    onPlan?.(chosen)
  }
  return {
    table,
    isDragging,
    isFree,
    isChosen,
    focused: head?.startsWith(month) ? head : today.startsWith(month) ? today : `${month}-01`,
    begin(day: string) {
      choose(day, day)
      setIsDragging(true)
    },
    reach(day: string) {
      if (isDragging) setHead(day)
    },
    /** Where a drag ends on another day than it began; on the same, it was a click. */
    drop(day: string) {
      if (isDragging && anchor && day !== anchor) plan(ordered(anchor, day))
    },
    take: (day: string) => plan(days && isChosen(day) ? days : { from: day, to: day }),
    onKey(event: KeyboardEvent, day: string) {
      const next = dayBy(event.key, day, today)
      if (!next) return
      event.preventDefault()
      choose(event.shiftKey ? (anchor ?? day) : null, next)
      setWanted(next)
      if (!next.startsWith(month)) onMonth(next.slice(0, 7))
    },
  }
}
