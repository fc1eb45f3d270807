/*
 * Drivers who are crowded become one mark with their number. Where they are counted is a grid over the world that depends on the
 * zoom alone, so that a mark keeps its place while the map is moved and while drivers move within their square.
 */
import type { DriverState } from '../live/city-store.ts'
import type { MovingPoints } from './moving-points.ts'

/** Nobody is hidden from here on: whoever looks so closely wants to see each. */
export const CLUSTERS_BELOW_ZOOM = 12
const SQUARE_PX = 84
const TILE_PX = 512
/** Fewer are drawn themselves; a cluster lasts until it has half as many, so that none comes and goes with one driver. */
export const CLUSTER_MIN = 12
/** A mark stands where its drivers are on average, but in the middle part of its square, so that no two touch. */
const MIDDLE_SHARE = 0.5
/** More than there are squares from pole to pole. */
const COLUMN = 2 ** 24

export type Cluster = {
  square: number
  x: number
  y: number
  available: number
  busy: number
  paused: number
}
type Square = Cluster & { count: number }

/** Zooms of one step have the same squares. */
export const stepOf = (zoom: number) => Math.floor(zoom * 2) / 2

type Look = {
  zoom: number
  nowS: number
  /** The squares of the clusters before. */
  before: ReadonlySet<number>
  stateOf: (icon: number) => DriverState
}

/** Groups the points where they are drawn, hides who is in a group, and returns the groups. */
export function clusterPoints(
  points: Pick<MovingPoints, 'count' | 'forEach' | 'hide'>,
  { zoom, nowS, before, stateOf }: Look,
): Cluster[] {
  const size = SQUARE_PX / (TILE_PX * 2 ** stepOf(zoom))
  const squares = new Map<number, Square>()
  const squareOf = new Float64Array(points.count)
  points.forEach(nowS, (slot, x, y, icon) => {
    const key = Math.floor(x / size) * COLUMN + Math.floor(y / size)
    squareOf[slot] = key
    let square = squares.get(key)
    if (!square) {
      square = { square: key, x: 0, y: 0, count: 0, available: 0, busy: 0, paused: 0 }
      squares.set(key, square)
    }
    square.count++
    square.x += x
    square.y += y
    square[stateOf(icon)]++
  })
  for (const [key, { count }] of squares)
    if (count < (before.has(key) ? CLUSTER_MIN / 2 : CLUSTER_MIN)) squares.delete(key)
  points.hide((slot) => squares.has(squareOf[slot] as number))
  return Array.from(squares.values(), ({ count, x, y, ...rest }) => ({
    ...rest,
    x: towardsMiddle(x / count, size),
    y: towardsMiddle(y / count, size),
  }))
}

function towardsMiddle(place: number, size: number): number {
  const middle = (Math.floor(place / size) + 0.5) * size
  const reach = (size * MIDDLE_SHARE) / 2
  return Math.min(middle + reach, Math.max(middle - reach, place))
}
