import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { ZoneRing } from '../../../db/schema/zones.ts'
import { DomainError } from '../../errors.ts'
import { randomFrom } from '../../testing/seeded-random.ts'
import { drawPolygon } from '../testing/draw-zones.ts'
import { type DrawnGeometry, POSITIONS_MAX, readGeometry } from './read-geometry.ts'
import { signedAreaM2 } from './ring-area.ts'
import { ZoneShape } from './zone-shape.ts'

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
console.log(`seed ${seed}`)

const ring = (west: number, south: number, size: number): ZoneRing => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
]
const polygon = (...coordinates: unknown[]): DrawnGeometry => ({ type: 'Polygon', coordinates })
const polygons = (...coordinates: unknown[]): DrawnGeometry => ({ type: 'MultiPolygon', coordinates })

/** The paths that a geometry is refused for. */
function faults(drawn: DrawnGeometry): string[] {
  try {
    readGeometry(drawn)
    return []
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'geometry_invalid') throw error
    return error.fields.map(({ path }) => path.replace('geometry.coordinates', '…'))
  }
}

describe('a drawn geometry', () => {
  const [a, b, c, d] = ring(77, 12, 1)
  const many = Array.from({ length: POSITIONS_MAX }, (_, i) => [
    10 + Math.cos((2 * Math.PI * i) / POSITIONS_MAX),
    10 + Math.sin((2 * Math.PI * i) / POSITIONS_MAX),
  ])
  test.each([
    ['no position', polygon([a, b, 'c', d, a]), ['….0.2']],
    ['text for a number', polygon([a, ['77', 12], c, a]), ['….0.1']],
    ['a position of one number', polygon([a, [77], c, a]), ['….0.1']],
    ['a longitude past 180', polygon([a, [180.5, 12], c, a]), ['….0.1']],
    ['latitude first', polygon([a, b, [12, 99], a]), ['….0.2']],
    ['several at once', polygon([a, [200, 0], [0, 100], a]), ['….0.1', '….0.2']],
    ['a ring that is no list', polygon('ring'), ['….0']],
    ['no ring at all', polygon(), ['…']],
    ['an open ring', polygon([a, b, c, d]), ['….0.3']],
    ['a ring of two corners', polygon([a, b, a]), ['….0']],
    ['corners that are the same', polygon([a, a, b, b, a]), ['….0']],
    ['a bow tie', polygon([a, c, b, d, a]), ['….0.2']],
    ['a spike', polygon([a, b, [78, 14], c, d, a]), ['….0.2', '….0.3']],
    ['a ring that touches itself', polygon([a, b, c, [77.5, 12], d, a]), ['….0.2', '….0.3']],
    ['a hole that crosses the border', polygon(ring(77, 12, 1), ring(77.5, 12.5, 1)), ['….1.0', '….1.3']],
    [
      'a hole that touches the border',
      polygon(ring(77, 12, 1), ring(77, 12.2, 0.2)),
      ['….1.0', '….1.2', '….1.3'],
    ],
    ['a hole outside', polygon(ring(77, 12, 1), ring(79, 12, 1)), ['….1']],
    ['a hole in a hole', polygon(ring(70, 10, 5), ring(71, 11, 3), ring(72, 12, 1)), ['….2']],
    [
      'a line around the world',
      polygon([
        [-179, 0],
        [179, 0],
        [179, 1],
        [-179, 1],
        [-179, 0],
      ]),
      ['….0.1', '….0.3'],
    ],
    ['polygons that overlap', polygons([ring(77, 12, 1)], [ring(77.5, 12.5, 1)]), ['….1.0.0', '….1.0.3']],
    ['a polygon in another', polygons([ring(77, 12, 2)], [ring(77.5, 12.5, 1)]), ['….1.0']],
    ['less than a hundred square metres', polygon(ring(77, 12, 0.00005)), ['…']],
    [
      'half the world',
      polygon([
        [-90, -60],
        [80, -60],
        [80, 60],
        [-90, 60],
        [-90, -60],
      ]),
      ['…'],
    ],
    ['too many corners', polygon([...many, many[0]]), ['…']],
  ])('with %s is refused by name', (_, drawn, expected) => {
    expect(faults(drawn)).toEqual(expected)
  })

  test('may have holes, islands in them, and halves on both sides of the antimeridian', () => {
    const island = polygons([ring(70, 10, 5), ring(71, 11, 3)], [ring(72, 12, 1)])
    const split = polygons([ring(178, 52, 2)], [ring(-180, 52, 2)])
    const area = (drawn: DrawnGeometry) => readGeometry(drawn).areaM2
    expect(area(island)).toBeCloseTo(
      area(polygon(ring(70, 10, 5))) - area(polygon(ring(71, 11, 3))) + area(polygon(ring(72, 12, 1))),
      0,
    )
    expect(readGeometry(split).geometry).toEqual(split as never)
  })

  test('is put into one form: winding, repeated positions, heights, and what is finer than a centimetre', () => {
    const outer = ring(77, 12, 1)
    const hole = ring(77.2, 12.2, 0.2)
    const drawn = polygon(
      outer.toReversed().flatMap(([lng, lat]) => [
        [lng, lat, 900],
        [lng + 1e-9, lat],
      ]),
      hole,
    )
    const { geometry, areaM2 } = readGeometry(drawn)
    expect(geometry.coordinates[0]).toEqual([a, b, c, d, a] as never)
    expect(signedAreaM2(geometry.coordinates[0] as ZoneRing)).toBeGreaterThan(0)
    expect(signedAreaM2(geometry.coordinates[1] as ZoneRing)).toBeLessThan(0)
    // A degree of the meridian is 111.195 km.
    const expected = 0.96 * 111.195 ** 2 * Math.cos((12.5 * Math.PI) / 180)
    expect(areaM2 / 1e6).toBeWithin(0.999 * expected, 1.001 * expected)
  })

  test('that does not cross itself is taken, in its one form again and again, and crossed is not', () => {
    const drawn = fc.record({
      corners: fc.integer({ min: 6, max: 80 }),
      hasHole: fc.boolean(),
      seed: fc.integer(),
    })
    fc.assert(
      fc.property(drawn, ({ corners, hasHole, seed }) => {
        const numbers = randomFrom(seed)
        const shape = drawPolygon([77, 12], 0.1 + numbers(), { corners, hasHole, numbers })
        const read = readGeometry(shape)
        expect(readGeometry(read.geometry)).toEqual(read)
        // A corner goes through the middle and out on the other side: its lines cross the border there.
        const outer = [...(read.geometry.coordinates[0] as ZoneRing)]
        outer[1] = [77 - 3 * (outer[1]![0] - 77), 12 - 3 * (outer[1]![1] - 12)]
        expect(faults(polygon(outer)).length).toBeGreaterThan(0)
      }),
      { numRuns: 60, seed },
    )
  })

  test('has its border as far away as it is', () => {
    const shape = new ZoneShape({ type: 'Polygon', coordinates: [ring(77, 12, 1)] })
    const near = shape.nearestOnBorder(12.5, 78.1)
    expect(near.lat).toBeCloseTo(12.5, 6)
    expect(near.lng).toBeCloseTo(78, 6)
    const expectedM = 0.1 * 111_195 * Math.cos((12.5 * Math.PI) / 180)
    expect(near.distanceM).toBeWithin(0.999 * expectedM, 1.001 * expectedM)
  })
})
