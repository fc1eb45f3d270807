import { type PointerEvent, useState } from 'react'
import { chartOf, type Sample, samplesOf } from './cell-course.ts'
import { multiplierText } from './rate-terms.ts'
import type { Publication } from './use-surge.ts'
import { wallTime } from './zone-time.ts'

const WIDTH = 320
const HEIGHT = 110

type Props = {
  items: readonly Publication[]
  fromMs: number
  toMs: number
  cell: string
  market: string
  zone: string
  cap: number
}

/** A cell's multiplier and its target over an hour, demand and supply below; exact where one points. */
export function CellChart({ items, fromMs, toMs, cell, market, zone, cap }: Props) {
  const [pointed, setPointed] = useState<Sample>()
  const samples = samplesOf(items, { cell, market })
  if (samples.length === 0) return <p className="muted">Nothing was published in that hour.</p>
  const top = Math.max(1.2, ...samples.map(({ multiplier, target }) => Math.max(multiplier, target)))
  const most = Math.max(1, ...samples.map(({ demand, supply }) => Math.max(demand, supply)))
  const course = (value: (sample: Sample) => number, low: number, high: number) =>
    chartOf(samples, { fromMs, toMs, value, low, high, width: WIDTH, height: HEIGHT })
  const point = ({ currentTarget, clientX }: PointerEvent<SVGSVGElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    const ms = fromMs + ((clientX - left) / width) * (toMs - fromMs)
    setPointed(samples.findLast(({ atMs }) => atMs <= ms) ?? samples[0])
  }
  const told = pointed ?? (samples.at(-1) as Sample)
  const clock = (ms: number) => wallTime(new Date(ms), zone).slice(11)
  const summary = `From ${clock(fromMs)} to ${clock(toMs)}: at most ${multiplierText(Math.max(...samples.map(({ multiplier }) => multiplier)))}, last ${multiplierText((samples.at(-1) as Sample).multiplier)}`
  const handlers = { onPointerMove: point, onPointerLeave: () => setPointed(undefined) }
  const svg = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', ...handlers }
  return (
    <figure className="cell-chart">
      <p className="chart-told">
        <b>{clock(told.atMs)}</b>
        <span data-line="multiplier">{multiplierText(told.multiplier)}</span>
        <span data-line="target">target {multiplierText(told.target)}</span>
        <span data-line="demand">demand {told.demand.toFixed(1)}</span>
        <span data-line="supply">supply {told.supply.toFixed(1)}</span>
      </p>
      <svg {...svg} role="img" aria-label={`Multiplier. ${summary}`}>
        <path className="line target" d={course(({ target }) => target, 1, top)} />
        <path className="line multiplier" d={course(({ multiplier }) => multiplier, 1, top)} />
        {cap <= top && <Across share={(cap - 1) / (top - 1)} />}
      </svg>
      <svg {...svg} role="img" aria-label="Demand and supply nearby">
        <path className="line supply" d={course(({ supply }) => supply, 0, most)} />
        <path className="line demand" d={course(({ demand }) => demand, 0, most)} />
      </svg>
      <figcaption className="muted">
        <span>{clock(fromMs)}</span>
        <span>
          to ×{top.toFixed(2)}; demand and supply to {most.toFixed(0)}
        </span>
        <span>{clock(toMs)}</span>
      </figcaption>
    </figure>
  )
}

const Across = ({ share }: { share: number }) => (
  <line className="line cap" x1="0" x2={WIDTH} y1={HEIGHT * (1 - share)} y2={HEIGHT * (1 - share)} />
)
