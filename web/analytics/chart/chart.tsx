import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef, useState } from 'react'
import { keyTarget } from '../../shared/chart-keys.ts'
import { exact } from '../format-figure.ts'
import { bucketLabel } from '../time-labels.ts'
import { amountOf, type ChartData, isEmpty } from './chart-data.ts'
import { layoutOf, Plot } from './plot.tsx'

type Props = { label: string; data: ChartData }

/** A chart whose values are read where the pointer is, or where the arrow keys have led. */
export function Chart({ label, data }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const [wanted, setWanted] = useState<number | null>(null)
  const count = data.spans.length
  const chosen = wanted === null || count === 0 ? null : Math.min(wanted, count - 1)
  const layout = layoutOf(data, width)
  const now = Date.now()
  const openFrom = data.spans.findIndex(({ toMs }) => toMs > now)
  const point = ({ clientX, currentTarget }: PointerEvent<HTMLDivElement>) =>
    setWanted(layout.at(clientX - currentTarget.getBoundingClientRect().left))
  const press = (event: KeyboardEvent) => {
    const next = keyTarget(event.key, chosen ?? count, count)
    if (next === undefined) return
    event.preventDefault()
    setWanted(next)
  }
  return (
    <div
      ref={box}
      className="chart"
      role="slider"
      tabIndex={0}
      aria-label={`${label}, value by value`}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, count - 1)}
      aria-valuenow={chosen ?? Math.max(0, count - 1)}
      aria-valuetext={count > 0 ? spoken(data, chosen ?? count - 1) : 'Nothing'}
      onPointerMove={point}
      onPointerDown={point}
      onPointerLeave={() => setWanted(null)}
      onBlur={() => setWanted(null)}
      onKeyDown={press}
    >
      {width > 0 && <Plot {...{ data, layout, chosen, openFrom: openFrom < 0 ? count : openFrom }} />}
      {isEmpty(data) && <p className="chart-empty">Nothing in this period yet</p>}
      {chosen !== null && <Readout {...{ data, chosen, isLeft: layout.x(chosen) > width / 2 }} />}
    </div>
  )
}

function useWidth(box: React.RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const shown = box.current
    if (!shown) return
    const measure = () => setWidth(shown.clientWidth)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(shown)
    return () => observer.disconnect()
  }, [box])
  return width
}

const spanAt = (data: ChartData, at: number) => {
  const span = data.spans[at]
  return span ? bucketLabel(span, data.bucket, data.timeZone) : ''
}

function spoken(data: ChartData, at: number): string {
  const values = data.series.map(({ name, values }) => `${name} ${exact(amountOf(data, values[at] ?? null))}`)
  return `${spanAt(data, at)}: ${values.join(', ')}`
}

function Readout({ data, chosen, isLeft }: { data: ChartData; chosen: number; isLeft: boolean }) {
  const before = data.earlierSpans[chosen]
  return (
    <div className="readout" data-side={isLeft ? 'left' : 'right'} aria-hidden="true">
      <b className="readout-when">{spanAt(data, chosen)}</b>
      <table>
        <tbody>
          {data.series.toReversed().map(({ name, colour, values, earlier }) => (
            <tr key={name}>
              <th scope="row" className="readout-name">
                <i className="swatch" style={{ background: `var(--${colour})` }} />
                {name}
              </th>
              <td>{exact(amountOf(data, values[chosen] ?? null))}</td>
              {before && <td className="muted">{exact(amountOf(data, earlier[chosen] ?? null))}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {before && <small>beside {bucketLabel(before, data.bucket, data.timeZone)}</small>}
    </div>
  )
}
