import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { call } from '../api/client.ts'
import type { Replay, ReplayPath } from '../api/types.ts'
import { eventsOf } from './past-events.ts'
import { recordingOf } from './recording.ts'
import { HOUR_S } from './replay-clock.ts'
import { silencesOf, trackOf } from './tracks.ts'

/** The ways of drivers come in parts of the hour, each with a minute of its neighbours, so that none has a seam. */
export const PART_S = 600
const PARTS = HOUR_S / PART_S
const OVERLAP_S = 60
/** What reaches into the present is asked for again. */
const FRESH_MS = 15_000
/** Positions are written down in batches. */
const LAG_MS = 5_000

const isoOf = (hourMs: number, s: number) => new Date(hourMs + s * 1_000).toISOString()
/** Until when a part of an hour can be known by now. */
const knownUntilS = (hourMs: number) => Math.min(HOUR_S, (Date.now() - LAG_MS - hourMs) / 1_000)
const freshness = (hourMs: number, toS: number) =>
  knownUntilS(hourMs) >= toS
    ? { staleTime: Number.POSITIVE_INFINITY }
    : { staleTime: FRESH_MS, refetchInterval: FRESH_MS }

async function readHour(hourMs: number) {
  const pages: Replay[] = []
  const query = { from: isoOf(hourMs, 0), to: isoOf(hourMs, HOUR_S) }
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Replay = await call('get', '/v1/ops/replay', {
      query: { ...query, ...(cursor && { cursor }) },
    })
    pages.push(page)
    cursor = page.nextCursor
  }
  const recording = recordingOf(pages, hourMs)
  return {
    recording,
    events: eventsOf(recording),
    keptSince: pages[0]?.keptSince,
    knownUntilS: knownUntilS(hourMs),
  }
}

/** What happened in an hour. */
export const useHour = (hourMs: number) =>
  useQuery({ queryKey: ['replay', hourMs], queryFn: () => readHour(hourMs), ...freshness(hourMs, HOUR_S) })
export type PastHour = NonNullable<ReturnType<typeof useHour>['data']>

async function readPart(hourMs: number, part: number) {
  const fromS = part * PART_S - OVERLAP_S
  const toS = (part + 1) * PART_S + OVERLAP_S
  const query = { from: isoOf(hourMs, fromS), to: isoOf(hourMs, toS) }
  const paths: ReplayPath[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: { items: ReplayPath[]; nextCursor: string | null } = await call(
      'get',
      '/v1/ops/replay/paths',
      {
        query: { ...query, ...(cursor && { cursor }) },
      },
    )
    paths.push(...page.items)
    cursor = page.nextCursor
  }
  const tracks = paths.map((path) => trackOf(path, fromS, hourMs))
  const untilS = Math.min((part + 1) * PART_S, knownUntilS(hourMs))
  return { part, tracks, silences: silencesOf(tracks, part * PART_S, untilS) }
}
export type Part = Awaited<ReturnType<typeof readPart>>

function usePart(hourMs: number, part: number, isWanted: boolean) {
  const toS = (part + 1) * PART_S + OVERLAP_S
  return useQuery({
    queryKey: ['replay-paths', hourMs, part],
    queryFn: () => readPart(hourMs, part),
    enabled: isWanted && part < PARTS,
    ...freshness(hourMs, toS),
  })
}

/** The ways of the drivers around a moment, and the next part ahead; until when they can be played. */
export function useParts(hourMs: number, atS: number, isWanted: boolean) {
  const part = Math.min(PARTS - 1, Math.floor(atS / PART_S))
  const here = usePart(hourMs, part, isWanted)
  const hasNext = (part + 1) * PART_S < knownUntilS(hourMs)
  const next = usePart(hourMs, part + 1, hasNext && here.data !== undefined)
  const parts = useMemo(
    () => [here.data, next.data].filter((each) => each !== undefined),
    [here.data, next.data],
  )
  const readyS = here.data ? (part + 1 + (next.data ? 1 : 0)) * PART_S : part * PART_S
  const limitS = Math.min(readyS, Math.max(0, knownUntilS(hourMs)))
  return { parts, here, next, limitS }
}
