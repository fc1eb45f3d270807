import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Icon } from '../shared/icons.tsx'
import type { Market } from './markets.ts'
import { momentQuery } from './use-surge.ts'
import { zonedText } from './zone-time.ts'

const MINUTE_MS = 60_000
/** Each in steps that a screen can hold: 120 of them, or 144. */
const SPANS = [
  { name: '1 h', ms: 60 * MINUTE_MS, stepMs: MINUTE_MS / 2 },
  { name: '6 h', ms: 360 * MINUTE_MS, stepMs: 3 * MINUTE_MS },
  { name: '24 h', ms: 1_440 * MINUTE_MS, stepMs: 10 * MINUTE_MS },
] as const
const PLAY_MS = 600

type Props = {
  market: Market
  at: string | undefined
  isPending: boolean
  error: Error | null
  onMove: (at: string | undefined) => void
}

/** Past hours under a slider; its right end is now. */
export function HistoryScrubber({ market, at, isPending, error, onMove }: Props) {
  const [endMs, setEndMs] = useState(() => Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS)
  const [chosen, setSpan] = useState<(typeof SPANS)[number]>()
  const atMs = at ? Date.parse(at) : endMs
  // A moment of an address may lie further back than the span that was looked at last.
  const span = chosen ?? SPANS.find(({ ms }) => endMs - atMs <= ms) ?? SPANS[2]
  const steps = span.ms / span.stepMs
  const step = at ? Math.max(0, steps - Math.round((endMs - atMs) / span.stepMs)) : steps
  const momentOf = (to: number) =>
    to >= steps ? undefined : new Date(endMs - (steps - to) * span.stepMs).toISOString()
  const move = (to: number) => {
    if (!at) setEndMs(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS)
    onMove(momentOf(to))
  }
  const next = momentOf(step + 1)
  const [isPlaying, setPlaying] = usePlaying(next, { market: market.cell, isPending, onMove })
  const note = isPending ? 'reading…' : at ? market.timeZone : 'as it is published'
  const label = at ? zonedText(at, market.timeZone) : 'Now'
  return (
    <div className="moment" data-past={at !== undefined}>
      <button
        type="button"
        className="icon-only"
        aria-label={isPlaying ? 'Pause' : 'Play the past'}
        onClick={() => {
          if (!isPlaying && !at) move(0)
          setPlaying(!isPlaying)
        }}
      >
        {isPlaying ? <Icon name="pause" /> : <PlayMark />}
      </button>
      <input
        type="range"
        aria-label="Moment"
        aria-valuetext={label}
        min={0}
        max={steps}
        value={step}
        onChange={(event) => move(Number(event.target.value))}
      />
      <output aria-live="off">
        <b>{label}</b>
        <small className={error ? 'field-error' : 'muted'}>{error ? 'could not be read' : note}</small>
      </output>
      <select
        aria-label="How far back"
        value={span.name}
        onChange={(event) => {
          setSpan(SPANS.find(({ name }) => name === event.target.value))
          onMove(undefined)
        }}
      >
        {SPANS.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <button
        type="button"
        disabled={!at}
        onClick={() => {
          setPlaying(false)
          onMove(undefined)
        }}
      >
        Now
      </button>
    </div>
  )
}

type Playing = { market: string; isPending: boolean; onMove: Props['onMove'] }

/** Moves on by itself while it plays; it ends with what is now. */
function usePlaying(next: string | undefined, { market, isPending, onMove }: Playing) {
  const cache = useQueryClient()
  const [isPlaying, setPlaying] = useState(false)
  useEffect(() => {
    // Waits for what it shows: it plays as fast as the past can be read.
    if (!isPlaying || isPending) return
    if (next) void cache.prefetchQuery(momentQuery(market, next))
    const timer = setTimeout(() => {
      if (!next) setPlaying(false)
      onMove(next)
    }, PLAY_MS)
    return () => clearTimeout(timer)
  })
  return [isPlaying, setPlaying] as const
}

const PlayMark = () => (
  <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d="M7 4.5v15l12-7.5-12-7.5Z" />
  </svg>
)
