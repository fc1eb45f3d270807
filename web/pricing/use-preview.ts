import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ApiError, call } from '../api/client.ts'
import type { Answer } from '../api/routes.ts'
import type { DraftBody } from './rate-terms.ts'

const PAUSE_MS = 450
const TOO_MANY = 429
const REPLAYED_QUOTES = 100

export type Place = { lat: number; lng: number }
/** A trip to price; `surge` and `waitedS` are left out where they change nothing. */
export type Trip = { pickup: Place; dropoff: Place; stops?: Place[]; surge?: number; waitedS?: number }
export type Preview = Answer<'post', '/v1/admin/rate-cards/preview'>
export type PricedTrip = Preview['trips'][number]

/** The value once it has stood still for a moment; the same object for as long as it says the same. */
export function useDebounced<T>(value: T): T {
  const text = JSON.stringify(value)
  const [still, setStill] = useState({ text, value })
  useEffect(() => {
    if (text === still.text) return
    const timer = setTimeout(() => setStill({ text, value: JSON.parse(text) as T }), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, still.text])
  return still.value
}

const ASKED = { retry: false, placeholderData: keepPreviousData } as const
/** Whether the server has something against the draft or its trips, rather than no answer. */
export const isRefusal = (error: Error | null): error is ApiError =>
  error instanceof ApiError && error.status < 500 && error.status !== TOO_MANY

/** Trips by the draft and by the version it takes over from, or what the server has against the draft. */
export const usePreview = (draft: DraftBody, trips: readonly Trip[]) =>
  useQuery({
    queryKey: ['rate-preview', draft, trips],
    queryFn: () => call('post', '/v1/admin/rate-cards/preview', { body: { draft, trips: [...trips] } }),
    ...ASKED,
  })

/** The latest quotes of the market and class, as they were and by the draft. */
export const useReplay = (draft: DraftBody) =>
  useQuery({
    queryKey: ['rate-replay', draft],
    queryFn: () =>
      call('post', '/v1/admin/rate-cards/preview', {
        body: { draft, replay: { of: 'quotes', count: REPLAYED_QUOTES } },
      }),
    ...ASKED,
  })
