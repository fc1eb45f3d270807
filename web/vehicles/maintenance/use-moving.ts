import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react'
import { call } from '../../api/client.ts'
import type { Maintenance } from '../../api/types.ts'
import { useFleetChange } from '../../fleet/use-fleet-change.ts'
import { DAYS_OF_WEEK, monthOf } from './month.ts'
import { daysBetween, type Grip, gripsOf, movedBy, type Shift, shiftOf } from './move-period.ts'

/** A period on its way to other days; `held`: by what and on which day a pointer took it, null by keys. */
type Moving = { period: Maintenance; shift: Shift; held: { grip: Grip; at: string } | null }
const STEPS: Record<string, number> = {
  ...{ ArrowLeft: -1, ArrowRight: 1 },
  ...{ ArrowUp: -DAYS_OF_WEEK, ArrowDown: DAYS_OF_WEEK },
}

/** Where it would be; as it is, where it cannot be there. */
const placed = ({ period, shift }: Moving): Maintenance => ({ ...period, ...movedBy(period, shift) })
const isElsewhere = ({ period, shift }: Moving) =>
  (shift.start !== 0 || shift.end !== 0) && movedBy(period, shift) !== null

function dayUnder({ clientX, clientY }: PointerEvent): string | undefined {
  const found = document.elementsFromPoint(clientX, clientY)
  return found.map((element) => (element as HTMLElement).dataset.day).find(Boolean)
}

/** A drag that ended is no click on what it ended on. */
function swallowClick(): void {
  const swallow = (event: MouseEvent) => event.stopPropagation()
  window.addEventListener('click', swallow, { capture: true, once: true })
  setTimeout(() => window.removeEventListener('click', swallow, { capture: true }))
}

export type Mover = ReturnType<typeof useMoving>

/** Moves a period, or an end of it, by whole days: by pointer until it is dropped, by keys until Enter. */
export function useMoving(
  table: RefObject<HTMLTableElement | null>,
  month: string,
  onMonth: (month: string) => void,
) {
  const [moving, setMoving] = useState<Moving | null>(null)
  /** Whose bar is to have the focus, once its month is drawn. */
  const [wanted, setWanted] = useState<{ id: string; month: string } | null>(null)
  const save = useFleetChange(
    ({ period, ...moved }: Moving) => {
      const { startsAt, endsAt } = placed({ period, ...moved })
      const body = {
        version: period.version,
        ...(startsAt !== period.startsAt && { startsAt }),
        ...(endsAt !== period.endsAt && endsAt !== null && { endsAt }),
      }
      return call('patch', '/v1/admin/maintenance/:id', { params: { id: period.id }, body })
    },
    () => undefined,
  )
  /** Its bar is another one in another week, perhaps of another month. */
  function goTo({ id, startsAt }: Maintenance) {
    const shown = monthOf(new Date(startsAt))
    setWanted({ id, month: shown })
    if (shown !== month) onMonth(shown)
  }
  function giveUp(left: Moving) {
    setMoving(null)
    if (left.held === null) goTo(left.period)
  }
  function commit(moved: Moving) {
    if (!isElsewhere(moved)) return giveUp(moved)
    // It stays where it was put until the calendar has been read again, or goes back.
    save.mutate(moved, {
      onSettled: (_, error) => {
        if (error) return giveUp(moved)
        setMoving(null)
        if (moved.held === null) goTo(placed(moved))
      },
    })
  }
  usePointer(save.isPending ? null : moving, setMoving, commit)
  useEffect(() => {
    if (wanted?.month !== month) return
    table.current?.querySelector<HTMLElement>(`[data-bar="${wanted.id}"]`)?.focus()
    setWanted(null)
  }, [wanted, month, table])
  const keyed = moving?.held === null ? moving : null
  return {
    error: save.error,
    isSaving: save.isPending,
    /** What is being moved, and by keys, where it is. */
    held: moving && placed(moving),
    isKeyed: keyed !== null,
    shown: (periods: readonly Maintenance[]) =>
      moving ? [...periods.filter(({ id }) => id !== moving.period.id), placed(moving)] : periods,
    take(period: Maintenance, grip: Grip, at: string) {
      if (save.isPending) return
      save.reset()
      if (gripsOf(period).includes(grip)) setMoving({ period, shift: shiftOf(grip, 0), held: { grip, at } })
    },
    settle: () => keyed && commit(keyed),
    giveUp: () => keyed && giveUp(keyed),
    onKey(event: KeyboardEvent, period: Maintenance) {
      const step = STEPS[event.key]
      const own = keyed?.period.id === period.id ? keyed : null
      if (save.isPending) return
      if (own && (event.key === 'Escape' || event.key === 'Enter')) {
        event.preventDefault()
        if (event.key === 'Enter') commit(own)
        else giveUp(own)
      }
      const grip = event.shiftKey ? 'end' : 'whole'
      const from = own ?? { period, shift: shiftOf(grip, 0), held: null }
      if (step === undefined || !gripsOf(from.period).includes(grip)) return
      event.preventDefault()
      save.reset()
      const by = shiftOf(grip, step)
      const next = {
        ...from,
        shift: { start: from.shift.start + by.start, end: from.shift.end + by.end },
      }
      if (movedBy(next.period, next.shift) === null) return
      setMoving(next)
      goTo(placed(next))
    },
  }
}

/** While a pointer holds a period it follows to the day below; where the pointer lets go, it is put. */
function usePointer(
  moving: Moving | null,
  onMove: (moving: Moving | null) => void,
  onDrop: (moving: Moving) => void,
) {
  useEffect(() => {
    const held = moving?.held
    if (!moving || !held) return
    const follow = (event: PointerEvent) => {
      const day = dayUnder(event)
      const shift = day && shiftOf(held.grip, daysBetween(held.at, day))
      if (shift && (shift.start !== moving.shift.start || shift.end !== moving.shift.end))
        onMove({ ...moving, shift })
    }
    const drop = () => {
      if (isElsewhere(moving)) swallowClick()
      onDrop(moving)
    }
    const giveUp = () => onMove(null)
    window.addEventListener('pointermove', follow)
    window.addEventListener('pointerup', drop)
    window.addEventListener('pointercancel', giveUp)
    return () => {
      window.removeEventListener('pointermove', follow)
      window.removeEventListener('pointerup', drop)
      window.removeEventListener('pointercancel', giveUp)
    }
  })
}
