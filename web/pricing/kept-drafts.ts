import { useMemo, useSyncExternalStore } from 'react'
import { currentSession } from '../api/session.ts'
import type { VehicleClass } from '../api/types.ts'
import { type DraftForm, isDraftForm } from './draft-form.ts'
import type { RateCard } from './rate-terms.ts'

/** A draft that is not started, as this browser keeps it for whoever typed it. */
export type KeptDraft = { form: DraftForm; changedAt: string }
type Of = { base: Pick<RateCard, 'id'>; vehicleClass: VehicleClass }

const CHANGED = 'hexhaul:draft-kept'
const nameOf = ({ base, vehicleClass }: Of) =>
  `hexhaul.draft.${currentSession()?.user.id}.${base.id}.${vehicleClass}`
const subscribe = (listener: () => void) => {
  window.addEventListener(CHANGED, listener)
  // Another tab's draft of the same version is the same draft.
  window.addEventListener('storage', listener)
  return () => {
    window.removeEventListener(CHANGED, listener)
    window.removeEventListener('storage', listener)
  }
}

export function keepDraft(of: Of, form: DraftForm): void {
  const kept: KeptDraft = { form, changedAt: new Date().toISOString() }
  localStorage.setItem(nameOf(of), JSON.stringify(kept))
  window.dispatchEvent(new Event(CHANGED))
}

export function discardDraft(of: Of): void {
  localStorage.removeItem(nameOf(of))
  window.dispatchEvent(new Event(CHANGED))
}

/** The draft that was begun from a version and is neither started nor discarded. */
export function useKeptDraft(of: Of): KeptDraft | null {
  const name = nameOf(of)
  const text = useSyncExternalStore(subscribe, () => localStorage.getItem(name))
  return useMemo(() => readKept(text), [text])
}

/** Null also where it is none: another version of the dashboard wrote it. */
function readKept(text: string | null): KeptDraft | null {
  try {
    const kept = JSON.parse(text ?? 'null') as Partial<KeptDraft> | null
    return kept && isDraftForm(kept.form) && typeof kept.changedAt === 'string'
      ? { form: kept.form, changedAt: kept.changedAt }
      : null
  } catch {
    return null
  }
}
