import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { type PathPoint, packPath, SPAN_MAX_DS, thinPath } from './thin-path.ts'

const METRES_PER_PART = 1.112
/** Drives of up to some 30 m/s, reported every now and then. */
const paths = fc
  .array(
    fc.record({
      ds: fc.integer({ min: 1, max: 900 }),
      lat: fc.integer({ min: -60, max: 60 }),
      lng: fc.integer({ min: -60, max: 60 }),
    }),
    {
      maxLength: 120,
    },
  )
  .map((steps) => {
    let at: PathPoint = [0, 1_297_000, 7_759_000]
    return steps.map(({ ds, lat, lng }) => {
      at = [at[0] + ds, at[1] + lat, at[2] + lng]
      return at
    })
  })

describe('a thinned path', () => {
  test('has every driver within the tolerance of where they were, at that time', () => {
    fc.assert(
      fc.property(paths, fc.integer({ min: 1, max: 200 }), (path, toleranceM) => {
        const kept = thinPath(path, toleranceM)
        for (const [ds, lat, lng] of path) {
          const next = Math.max(
            0,
            kept.findIndex(([keptDs]) => keptDs >= ds),
          )
          const to = kept[next] as PathPoint
          const from = kept[to[0] === ds ? next : next - 1] as PathPoint
          const share = to[0] === from[0] ? 0 : (ds - from[0]) / (to[0] - from[0])
          const offLat = lat - from[1] - (to[1] - from[1]) * share
          const offLng =
            (lng - from[2] - (to[2] - from[2]) * share) * Math.cos((lat / 100_000) * (Math.PI / 180))
          expect(Math.hypot(offLat, offLng) * METRES_PER_PART).toBeLessThanOrEqual(toleranceM * 1.01)
        }
      }),
    )
  })

  test('begins and ends as the path does, and bridges no gap that was not there', () => {
    fc.assert(
      fc.property(paths, (path) => {
        const kept = thinPath(path, 10)
        expect(kept[0]).toEqual(path[0])
        expect(kept.at(-1)).toEqual(path.at(-1))
        for (const [i, point] of kept.entries()) {
          const before = kept[i - 1]
          const isFar = before && point[0] - before[0] > SPAN_MAX_DS
          if (isFar) expect(path.indexOf(point)).toBe(path.indexOf(before) + 1)
        }
      }),
    )
  })

  test('needs two points for an even drive, and one a minute for a driver who stands', () => {
    const even = Array.from({ length: 15 }, (_, i): PathPoint => [i * 40, 1_297_000 + i * 30, 7_759_000])
    expect(thinPath(even, 10)).toEqual([even[0] as PathPoint, even[14] as PathPoint])
    const standing = Array.from({ length: 181 }, (_, i): PathPoint => [i * 20, 1_297_000, 7_759_000])
    expect(thinPath(standing, 10).map(([ds]) => ds)).toEqual([0, 600, 1_200, 1_800, 2_400, 3_000, 3_600])
  })

  test('is packed as differences that add up to it', () => {
    expect(packPath([])).toEqual([])
    expect(
      packPath([
        [12, 1_297_160, 7_759_460],
        [92, 1_297_201, 7_759_448],
      ]),
    ).toEqual([12, 1_297_160, 7_759_460, 80, 41, -12])
  })
})
