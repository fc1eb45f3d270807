const WIDTH = 64
const HEIGHT = 20
/** A gap longer than this was lived through by nobody: no line crosses it. */
const GAP_MS = 30_000
/** What is younger does not fill the width yet. */
const SPAN_MIN_MS = 60_000

type SparklinePoint = { atMs: number; value: number }

/** The course of a figure as a line over the time that it was watched; what it says is said in numbers beside it. */
export function Sparkline({ points }: { points: readonly SparklinePoint[] }) {
  const { line, area } = pathsOf(points)
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <path className="sparkline-area" d={area} />
      <path className="sparkline-line" d={line} />
    </svg>
  )
}

/** The paths of a sparkline: from the oldest point at the left to the newest at the right, the least value at the bottom. */
export function pathsOf(points: readonly SparklinePoint[]): { line: string; area: string } {
  const untilMs = points.at(-1)?.atMs ?? 0
  const spanMs = Math.max(SPAN_MIN_MS, untilMs - (points[0]?.atMs ?? 0))
  const values = points.map(({ value }) => value)
  const least = Math.min(...values)
  const range = Math.max(...values) - least
  let line = ''
  let area = ''
  let startX = 0
  let lastX = 0
  let lastMs = Number.NEGATIVE_INFINITY
  const close = () => {
    if (lastMs > Number.NEGATIVE_INFINITY) area += `L${lastX} ${HEIGHT}L${startX} ${HEIGHT}Z`
  }
  for (const { atMs, value } of points) {
    const x = round(WIDTH * (1 - (untilMs - atMs) / spanMs))
    // One that never changes lies low: it is not at its highest.
    const y = round(HEIGHT - 2 - (range > 0 ? (value - least) / range : 0) * (HEIGHT - 4))
    const isStart = atMs - lastMs > GAP_MS
    if (isStart) {
      close()
      startX = x
    }
    line += `${isStart ? 'M' : 'L'}${x} ${y}`
    area += isStart ? `M${x} ${HEIGHT}L${x} ${y}` : `L${x} ${y}`
    lastX = x
    lastMs = atMs
  }
  close()
  return { line, area }
}

const round = (length: number) => Math.round(length * 10) / 10
