import { expect, test } from 'bun:test'
import type { DriverState } from '../live/city-store.ts'
import { CLUSTER_MIN, clusterPoints } from './cluster-points.ts'

const STATES: readonly DriverState[] = ['available', 'busy', 'paused']
const ZOOM = 10
type Place = { x: number; y: number; icon: number }

/** Points that stand, and which of them are hidden. */
function crowd(places: readonly Place[]) {
  const hidden = places.map(() => false)
  return {
    hidden,
    count: places.length,
    forEach(_: number, tell: (slot: number, x: number, y: number, icon: number) => void) {
      for (const [slot, { x, y, icon }] of places.entries()) tell(slot, x, y, icon)
    },
    hide(isHidden: (slot: number) => boolean) {
      for (const slot of places.keys()) hidden[slot] = isHidden(slot)
    },
  }
}
const together = (count: number, at: number): Place[] =>
  Array.from({ length: count }, (_, i) => ({ x: at, y: at, icon: i % STATES.length }))
const cluster = (points: ReturnType<typeof crowd>, before: ReadonlySet<number> = new Set()) =>
  clusterPoints(points, { zoom: ZOOM, nowS: 0, before, stateOf: (icon) => STATES[icon] as DriverState })

test('who is crowded is counted by state and hidden, who is alone is drawn', () => {
  const points = crowd([...together(CLUSTER_MIN, 0.3), { x: 0.7, y: 0.7, icon: 0 }])
  const [only, ...others] = cluster(points)
  expect(others).toEqual([])
  expect(only).toMatchObject({ available: 4, busy: 4, paused: 4 })
  expect(points.hidden).toEqual([...together(CLUSTER_MIN, 0).map(() => true), false])
})

test('a cluster lasts until it has half as many as it began with, so that none flickers', () => {
  const before = new Set(cluster(crowd(together(CLUSTER_MIN, 0.3))).map(({ square }) => square))
  const fewer = crowd(together(CLUSTER_MIN - 1, 0.3))
  expect(cluster(fewer)).toEqual([])
  expect(cluster(fewer, before)).toHaveLength(1)
  expect(cluster(crowd(together(CLUSTER_MIN / 2 - 1, 0.3)), before)).toEqual([])
})

test('marks of neighbouring squares keep apart, wherever in them the drivers are', () => {
  const size = 84 / (512 * 2 ** ZOOM)
  const edge = Math.round(0.3 / size) * size
  const marks = cluster(
    crowd([...together(CLUSTER_MIN, edge - size / 100), ...together(CLUSTER_MIN, edge + size / 100)]),
  )
  expect(marks).toHaveLength(2)
  const [a = 0, b = 0] = marks.map(({ x }) => x)
  expect(Math.abs(a - b)).toBeGreaterThanOrEqual(size * 0.499)
})
