import { type KeyboardEvent, memo } from 'react'
import { absoluteTime } from '../shared/format.ts'
import { countByBucket, surgeByBucket } from './density.ts'
import { EVENT_KINDS, type EventKind } from './past-events.ts'
import { HOUR_S, type ReplayClock } from './replay-clock.ts'
import { useOfMoment } from './use-moment.ts'
import type { Part, PastHour } from './use-recording.ts'

const KINDS = Object.keys(EVENT_KINDS) as EventKind[]
const TICK_S = 600
const TICKS = Array.from({ length: HOUR_S / TICK_S + 1 }, (_, i) => i * TICK_S)
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })

type Props = { clock: ReplayClock; hourMs: number; hour: PastHour | undefined; parts: readonly Part[] }

/** The whole hour at a glance: how much happened when, where data is missing, and the slider through all of it. */
export function Timeline({ clock, hourMs, hour, parts }: Props) {
  return (
    <div className="timeline-card">
      <div className="density-names" aria-hidden="true">
        {KINDS.map((kind) => (
          <span key={kind} data-kind={kind}>
            {EVENT_KINDS[kind]}
            <b>{hour ? hour.events.filter((event) => event.kind === kind).length : '–'}</b>
          </span>
        ))}
      </div>
      <div className="density">
        <Density hour={hour} parts={parts} />
        <Scrubber clock={clock} hourMs={hourMs} />
      </div>
      <div className="density-ticks" aria-hidden="true">
        {TICKS.map((s) => (
          <span key={s}>{CLOCK.format(hourMs + s * 1_000)}</span>
        ))}
      </div>
    </div>
  )
}

const ROW = 12
const HEIGHT = KINDS.length * ROW

const Density = memo(({ hour, parts }: Pick<Props, 'hour' | 'parts'>) => {
  const rows = hour
    ? KINDS.map((kind) =>
        kind === 'surge' ? surgeByBucket(hour.recording, hour.knownUntilS) : countByBucket(hour.events, kind),
      )
    : []
  return (
    <svg viewBox={`0 0 ${HOUR_S} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {parts.flatMap(({ silences }) =>
        silences.map(([fromS, toS]) => (
          <rect key={fromS} className="silence" x={fromS} width={toS - fromS} y={0} height={HEIGHT} />
        )),
      )}
      {hour && hour.knownUntilS < HOUR_S && (
        <rect className="to-come" x={Math.max(0, hour.knownUntilS)} width={HOUR_S} y={0} height={HEIGHT} />
      )}
      {rows.map((shares, row) => (
        <path key={KINDS[row]} data-kind={KINDS[row]} d={barsOf(shares, (row + 1) * ROW)} />
      ))}
    </svg>
  )
})

/** A bar for each share, standing on `y`. */
function barsOf(shares: readonly number[], y: number): string {
  const width = HOUR_S / shares.length
  return shares
    .map((share, i) => `M${i * width} ${y}h${width * 0.82}v${-share * (ROW - 2)}h${-width * 0.82}z`)
    .join('')
}

const STEPS_S: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowDown: -10,
  ArrowUp: 10,
  PageDown: -60,
  PageUp: 60,
  Home: -HOUR_S,
  End: HOUR_S,
}

function Scrubber({ clock, hourMs }: { clock: ReplayClock; hourMs: number }) {
  const second = useOfMoment(clock, Math.floor)
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, shiftKey, altKey, ctrlKey, metaKey } = event
    const step = STEPS_S[key]
    if (step === undefined || altKey || ctrlKey || metaKey) return
    event.preventDefault()
    clock.seek(Math.floor(clock.atS) + step * (shiftKey && Math.abs(step) === 1 ? 10 : 1))
  }
  return (
    <input
      type="range"
      className="scrubber"
      aria-label="Moment"
      title="Arrows: 1 s, with shift or up and down: 10 s, page keys: 1 min"
      min={0}
      max={HOUR_S}
      step={1}
      value={second}
      aria-valuetext={absoluteTime(new Date(hourMs + second * 1_000).toISOString())}
      onChange={(event) => clock.seek(Number(event.target.value))}
      onKeyDown={onKeyDown}
    />
  )
}
