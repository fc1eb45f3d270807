import type { Random } from '../random.ts'
import type { Network } from './network.ts'
import type { Xy } from './terrain.ts'

type Crossing = { along: number; node: number }
type Line = { direction: Xy; start: number; end: number; offset: number; stops: Crossing[] }

const CHORD_MIN_M = 120
const BOUNDARY_MARGIN_M = 30

const dot = (a: Xy, b: Xy) => a.x * b.x + a.y * b.y

/** Where a line (all points with `normal · p = offset`) enters and leaves a convex ring of corners. */
function clip(network: Network, corners: readonly number[], direction: Xy, normal: Xy, offset: number) {
  const hits: Crossing[] = []
  corners.forEach((from, i) => {
    const to = corners[(i + 1) % corners.length] as number
    const [a, b] = [network.at(from), network.at(to)]
    const [da, db] = [dot(normal, a) - offset, dot(normal, b) - offset]
    if (da < 0 === db < 0) return
    const t = da / (da - db)
    const along = dot(direction, { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t })
    hits.push({ along, node: network.joinBoundary(from, to, t) })
  })
  return hits.sort((a, b) => a.along - b.along)
}

function drawFamily(
  network: Network,
  corners: readonly number[],
  direction: Xy,
  spacingM: number,
  random: Random,
): Line[] {
  const normal = { x: -direction.y, y: direction.x }
  const reach = corners.map((corner) => dot(normal, network.at(corner)))
  const highest = Math.max(...reach)
  const lines: Line[] = []
  for (
    let offset = Math.min(...reach) + spacingM * random.between(0.5, 0.9);
    offset < highest - spacingM * 0.4;
    offset += spacingM * random.between(0.8, 1.25)
  ) {
    const hits = clip(network, corners, direction, normal, offset)
    const [first, last] = [hits[0], hits.at(-1)]
    if (!first || !last || last.along - first.along < CHORD_MIN_M) continue
    lines.push({ direction, start: first.along, end: last.along, offset, stops: [first, last] })
  }
  return lines
}

/**
 * Fills one convex district with two families of streets at its own angle; where they meet each other is a junction,
 * where they meet the main roads around they join them. `name` gives the street id of the n-th line.
 */
export function drawLocalStreets(
  network: Network,
  corners: readonly number[],
  layout: { angle: number; spacingM: number; random: Random },
  name: (line: number) => number,
): void {
  const { angle, spacingM, random } = layout
  const along = { x: Math.cos(angle), y: Math.sin(angle) }
  const across = { x: -along.y, y: along.x }
  const rows = drawFamily(network, corners, along, spacingM, random)
  const columns = drawFamily(network, corners, across, spacingM * random.between(1, 1.5), random)
  for (const row of rows) {
    for (const column of columns) {
      // A row is y = offset and a column is x = -offset in the frame of (along, across).
      const [u, v] = [-column.offset, row.offset]
      const isInside =
        u > row.start + BOUNDARY_MARGIN_M &&
        u < row.end - BOUNDARY_MARGIN_M &&
        v > column.start + BOUNDARY_MARGIN_M &&
        v < column.end - BOUNDARY_MARGIN_M
      if (!isInside) continue
      const node = network.addNode({ x: u * along.x + v * across.x, y: u * along.y + v * across.y })
      row.stops.push({ along: u, node })
      column.stops.push({ along: v, node })
    }
  }
  for (const [i, line] of [...rows, ...columns].entries()) {
    line.stops.sort((a, b) => a.along - b.along)
    network.addChain(
      line.stops.map((stop) => stop.node),
      name(i),
    )
  }
}
