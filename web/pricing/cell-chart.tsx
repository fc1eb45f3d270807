import { type KeyboardEvent, type PointerEvent, useState } from 'react'
import { keyTarget } from '../shared/chart-keys.ts'
import { multiplierText } from '../shared/format.ts'
import { chartOf, type Sample, samplesOf } from './cell-course.ts'
import type { Publication } from './use-surge.ts'
import { wallTime } from './zone-time.ts'

const WIDTH = 320
const HEIGHT = 110
const PLOT = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none' }

type Props = {
  items: readonly Publication[]
  fromMs: number
  toMs: number
  cell: string
  market: string
  zone: string
  cap: number
}

/** A cell's multiplier and its target over an hour, demand and supply below; exact where one points, or the arrow keys lead. */
export function CellChart({ items, fromMs, toMs, cell, market, zone, cap }: Props) {
  const [chosenMs, setChosenMs] = useState<number | null>(null)
  const samples = samplesOf(items, { cell, market })
  if (samples.length === 0) return <p className="muted">Nothing was published in that hour.</p>
  const last = samples.length - 1
  const chosen = chosenMs === null ? last : Math.max(0, placeAt(samples, chosenMs))
  const told = samples[chosen] as Sample
  const top = Math.max(1.2, ...samples.map(({ multiplier, target }) => Math.max(multiplier, target)))
  const most = Math.max(1, ...samples.map(({ demand, supply }) => Math.max(demand, supply)))
  const course = (value: (sample: Sample) => number, low: number, high: number) =>
    chartOf(samples, { fromMs, toMs, value, low, high, width: WIDTH, height: HEIGHT })
  const clock = (ms: number) => wallTime(new Date(ms), zone).slice(11)
  const point = ({ currentTarget, clientX }: PointerEvent<HTMLDivElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    setChosenMs(fromMs + ((clientX - left) / width) * (toMs - fromMs))
  }
  const press = (event: KeyboardEvent) => {
    const next = keyTarget(event.key, chosen, samples.length)
    if (next === undefined) return
    event.preventDefault()
    setChosenMs(next === null ? null : (samples[next] as Sample).atMs)
  }
  const leave = () => setChosenMs(null)
  const mark = chosenMs !== null && <Mark share={(told.atMs - fromMs) / (toMs - fromMs)} />
  return (
    <figure className="cell-chart">
      <Told sample={told} at={clock(told.atMs)} />
      <div
        className="cell-plots"
        role="slider"
        tabIndex={0}
        aria-label={`Multiplier from ${clock(fromMs)} to ${clock(toMs)}`}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={chosen}
        aria-valuetext={`${clock(told.atMs)}: ${factsOf(told)
          .map(({ text }) => text)
          .join(', ')}`}
        onPointerMove={point}
        onPointerLeave={leave}
        onBlur={leave}
        onKeyDown={press}
      >
        <svg {...PLOT} aria-hidden="true">
          <path className="line target" d={course(({ target }) => target, 1, top)} />
          <path className="line multiplier" d={course(({ multiplier }) => multiplier, 1, top)} />
          {cap <= top && <Across share={(cap - 1) / (top - 1)} />}
          {mark}
        </svg>
        <svg {...PLOT} aria-hidden="true">
          <path className="line supply" d={course(({ supply }) => supply, 0, most)} />
          <path className="line demand" d={course(({ demand }) => demand, 0, most)} />
          {mark}
        </svg>
      </div>
      <figcaption className="muted">
        <span>{clock(fromMs)}</span>
        <span>
          to {multiplierText(top)}; demand and supply to {most.toFixed(0)}
        </span>
        <span>{clock(toMs)}</span>
      </figcaption>
    </figure>
  )
}

/** The last sample that was published by then. */
const placeAt = (samples: readonly Sample[], ms: number) => samples.findLastIndex(({ atMs }) => atMs <= ms)

const factsOf = ({ multiplier, target, demand, supply }: Sample) => [
  { line: 'multiplier', text: multiplierText(multiplier) },
  { line: 'target', text: `target ${multiplierText(target)}` },
  { line: 'demand', text: `demand ${demand.toFixed(1)}` },
  { line: 'supply', text: `supply ${supply.toFixed(1)}` },
]

const Told = ({ sample, at }: { sample: Sample; at: string }) => (
  <p className="chart-told" aria-hidden="true">
    <b>{at}</b>
    {factsOf(sample).map(({ line, text }) => (
      <span key={line} data-line={line}>
        {text}
      </span>
    ))}
  </p>
)

const Across = ({ share }: { share: number }) => (
  <line className="line cap" x1="0" x2={WIDTH} y1={HEIGHT * (1 - share)} y2={HEIGHT * (1 - share)} />
)
const Mark = ({ share }: { share: number }) => (
  <line className="line mark" x1={WIDTH * share} x2={WIDTH * share} y1="0" y2={HEIGHT} />
)
