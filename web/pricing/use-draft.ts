import { useState } from 'react'
import type { ApiError } from '../api/client.ts'
import type { VehicleClass } from '../api/types.ts'
import { bodyOf, changedNames, type DraftForm, fieldErrors, startForm, startNote } from './draft-form.ts'
import { keepDraft, useKeptDraft } from './kept-drafts.ts'
import type { RateCard } from './rate-terms.ts'
import { isRefusal, useDebounced, usePreview } from './use-preview.ts'
import { useTrips } from './use-trips.ts'

type Of = { base: RateCard; vehicleClass: VehicleClass; held: RateCard | undefined }

/** A draft as it is typed and kept, its trips, and what the server says of both. */
export function useDraft({ base, vehicleClass, held }: Of) {
  const kept = useKeptDraft({ base, vehicleClass })
  const [unchanged] = useState(() => startForm(base))
  const form = kept?.form ?? unchanged
  const [refused, setRefused] = useState<ApiError | null>(null)
  const trips = useTrips(base.market, vehicleClass)
  const body = bodyOf(form, base, vehicleClass)
  const still = useDebounced(body)
  const preview = usePreview(still, trips.trips)
  const note = startNote(form.startsAt, base.timeZone)
  const failure = refused ?? (isRefusal(preview.error) ? preview.error : null)
  const errors = fieldErrors(failure?.fields ?? {}, base.currency)
  if (note?.isWrong) errors.startsAt = note.text
  const names = Object.keys(errors)
  const isMarked = names.some((name) => !isOfTrip(name))
  const isTripRefused = failure?.code === 'too_far' || names.some(isOfTrip)
  return {
    form,
    kept,
    change(next: Partial<DraftForm>) {
      setRefused(null)
      keepDraft({ base, vehicleClass }, { ...form, ...next })
    },
    /** Shows what the server had against it when it was to be started. */
    refuse: setRefused,
    changed: changedNames(form, held ?? base),
    body,
    still,
    trips,
    preview,
    errors,
    isMarked,
    startNote: note?.isWrong ? undefined : note?.text,
    /** What is wrong with a trip, and what with the draft that is of no field. */
    tripRefusal: isTripRefused ? (errors[names.find(isOfTrip) ?? ''] ?? failure?.message) : undefined,
    refusal: failure && !isMarked && !isTripRefused ? failure : null,
  }
}

const isOfTrip = (name: string) => name.startsWith('trips')
