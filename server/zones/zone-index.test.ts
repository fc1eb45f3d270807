import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  cellToChildren,
  cellToLatLng,
  cellToParent,
  getPentagons,
  latLngToCell,
  splitLongToH3Index,
} from 'h3-js'
import type { ZoneGeometry, ZonePosition } from '../../db/schema/zones.ts'
import { randomFrom } from '../testing/seeded-random.ts'
import { distanceM } from '../tracking/geo.ts'
import { childrenOf, FINEST_RES, keyOf, resolutionOf, splitLongOf } from './cover/cell-keys.ts'
import { coverShape, reachM } from './cover/cover-shape.ts'
import { marketsOf } from './cover/touches-cell.ts'
import { ringsOf, ZoneShape } from './shape/zone-shape.ts'
import { drawPolygon, square } from './testing/draw-zones.ts'
import { isInside } from './testing/is-inside.ts'
import { ZoneIndex } from './zone-index.ts'

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
console.log(`seed ${seed}`)
const RUNS = { numRuns: 20, seed }

/** Some city, a pole, both sides of the antimeridian, the null island, and a corner of H3's icosahedron. */
const PLACES: ZonePosition[] = [
  [77.59, 12.97],
  [12, 88],
  [-60, -89.2],
  [178.2, 52],
  [-179.1, -17],
  [0, 0],
  cellToLatLng(getPentagons(0)[3]!).toReversed() as ZonePosition,
]
const drawn = fc.record({
  at: fc.constantFrom(...PLACES),
  size: fc.double({ min: -3.3, max: -0.1, noNaN: true }),
  corners: fc.integer({ min: 3, max: 60 }),
  hasHole: fc.boolean(),
  seed: fc.integer(),
})
type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never

function draw({ at, size, corners, hasHole, seed }: Drawn) {
  const numbers = randomFrom(seed)
  const radius = 10 ** size
  const centre: ZonePosition = [at[0] + (numbers() - 0.5) * radius, at[1] + (numbers() - 0.5) * radius]
  return { centre, radius, numbers, geometry: drawPolygon(centre, radius, { corners, hasHole, numbers }) }
}

/** Anywhere about, beside the border by less than a metre, exactly on corners, and on lines. */
function* placesAround({
  centre,
  radius,
  numbers,
  geometry,
}: ReturnType<typeof draw>): Iterable<ZonePosition> {
  for (let i = 0; i < 150; i++)
    yield [centre[0] + (numbers() - 0.5) * 3 * radius, centre[1] + (numbers() - 0.5) * 3 * radius]
  for (const ring of ringsOf(geometry)) {
    for (const [i, [lng, lat]] of ring.entries()) {
      yield [lng, lat]
      const [nextLng, nextLat] = ring[(i + 1) % ring.length]!
      const share = numbers()
      const jitter = () => (numbers() - 0.5) * 1e-5
      yield [lng + share * (nextLng - lng) + jitter(), lat + share * (nextLat - lat) + jitter()]
      yield [(lng + nextLng) / 2, (lat + nextLat) / 2]
    }
  }
}

describe('the zones of a place', () => {
  test('are those that a look at every polygon finds, at borders, holes, poles and the antimeridian too', () => {
    fc.assert(
      fc.property(fc.array(drawn, { minLength: 1, maxLength: 9 }), (given) => {
        const all = given.map((each) => draw(each))
        const index = new ZoneIndex<{ id: string; shape: ZoneShape; geometry: ZoneGeometry }>()
        for (const [i, { geometry }] of all.entries())
          index.set({ id: String(i), shape: new ZoneShape(geometry), geometry })
        const wrong: unknown[] = []
        for (const each of all) {
          for (const [lng, lat] of placesAround(each)) {
            if (Math.abs(lng) > 180 || Math.abs(lat) > 90) continue
            const found = new Set(index.at(lat, lng))
            for (const zone of index.all()) {
              const isIn = isInside(zone.geometry, lat, lng)
              if (isIn !== null && isIn !== found.has(zone)) wrong.push({ zone: zone.id, lat, lng, isIn })
            }
          }
        }
        expect(wrong).toEqual([])
      }),
      RUNS,
    )
  }, 60_000)

  test('are found by the shape of now, through changes and removals', () => {
    const numbers = randomFrom(seed)
    const index = new ZoneIndex<{ id: string; shape: ZoneShape }>()
    const shapes = new Map<string, ZoneShape>()
    for (let step = 0; step < 400; step++) {
      const id = String(Math.floor(numbers() * 40))
      if (numbers() < 0.3) {
        index.remove(id)
        shapes.delete(id)
      } else {
        const shape = new ZoneShape(square(numbers() * 0.2, numbers() * 0.2, 200 + numbers() * 5_000))
        index.set({ id, shape })
        shapes.set(id, shape)
      }
      const [lat, lng] = [numbers() * 0.2, numbers() * 0.2]
      const expected = [...shapes].filter(([, shape]) => shape.contains(lat, lng)).map(([id]) => id)
      expect(
        index
          .at(lat, lng)
          .map(({ id }) => id)
          .toSorted(),
      ).toEqual(expected.toSorted())
    }
    expect(index.size).toBe(shapes.size)
    for (const id of shapes.keys()) index.remove(id)
    expect(index.cellCount).toBe(0)
  })

  test('are asked exactly only near their border', () => {
    const shape = new ZoneShape(square(12.97, 77.59, 5_000))
    const cover = coverShape(shape)
    expect(cover.filter(({ relation }) => relation === 'all').length).toBeGreaterThan(0)
    expect(cover.length).toBeLessThan(400)
  })
})

describe('a cell reaches no further than it is taken to', () => {
  test('wherever on the globe, in the corners of the icosahedron most of all', () => {
    const numbers = randomFrom(seed)
    const corners = getPentagons(0).map((cell) => cellToLatLng(cell))
    let furthest = 0
    for (let i = 0; i < 6_000; i++) {
      let [lat, lng] = [(Math.asin(2 * numbers() - 1) * 180) / Math.PI, numbers() * 360 - 180]
      if (i % 2) {
        const [cornerLat, cornerLng] = corners[i % 12] as [number, number]
        const near = 10 ** (-4 * numbers())
        lat = Math.max(-90, Math.min(90, cornerLat + near * (numbers() - 0.5) * 10))
        lng = cornerLng + near * (numbers() - 0.5) * 10
      }
      const finest = latLngToCell(lat, lng, FINEST_RES)
      for (let res = 0; res <= FINEST_RES; res++) {
        const [centreLat, centreLng] = cellToLatLng(cellToParent(finest, res))
        const awayM = distanceM(lat, lng, centreLat, centreLng)
        furthest = Math.max(furthest, awayM / reachM(res))
      }
    }
    expect(furthest).toBeLessThan(1)
    expect(furthest).toBeGreaterThan(0.8)
  })
})

test('keys are of cells, and their children as the library has them, pentagons too', () => {
  const numbers = randomFrom(seed)
  for (let res = 0; res < FINEST_RES; res++) {
    const any = Array.from({ length: 40 }, () =>
      latLngToCell(numbers() * 180 - 90, numbers() * 360 - 180, res),
    )
    for (const cell of [...any, ...getPentagons(res)]) {
      expect(splitLongToH3Index(...splitLongOf(keyOf(cell), res))).toBe(cell)
      expect(resolutionOf(keyOf(cell))).toBe(res)
      expect(childrenOf(keyOf(cell), res).toSorted()).toEqual(
        cellToChildren(cell, res + 1)
          .map(keyOf)
          .toSorted(),
      )
    }
  }
})

test('the markets of a zone are those that any place of it lies in', () => {
  fc.assert(
    fc.property(drawn, (given) => {
      const each = draw(given)
      const { west, east, south, north } = new ZoneShape(each.geometry).box
      fc.pre(west >= -180 && east <= 180 && south >= -85 && north <= 85)
      const markets = marketsOf(new ZoneShape(each.geometry))
      for (const [lng, lat] of placesAround(each))
        if (isInside(each.geometry, lat, lng)) expect(markets).toContain(latLngToCell(lat, lng, 4))
    }),
    RUNS,
  )
})
