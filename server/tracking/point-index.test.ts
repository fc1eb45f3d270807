import { describe, expect, test } from 'bun:test'
import { randomFrom } from '../testing/seeded-random.ts'
import { PointIndex } from './point-index.ts'
import { FLEETS, placeIn, wrap } from './testing/compare-with-everybody.ts'
import { PointFleet } from './testing/point-fleet.ts'

const SEED = Number(process.env.SEED) || Math.floor(Math.random() * 2 ** 31)
/** So many points, and so many rounds of changes with a question after each. */
const SIZES = [
  { size: 1, rounds: 500 },
  { size: 40, rounds: 1_500 },
  { size: 1_000, rounds: 300 },
  { size: 20_000, rounds: 10 },
  { size: 100_000, rounds: 2 },
]
const MILLION = 1_000_000

describe('the point index', () => {
  test('answers as a look at every point does: the nearest, a radius and a box, while points move and leave', () => {
    console.log(`seed ${SEED}`)
    const random = randomFrom(SEED)
    let asked = 0
    for (const place of FLEETS) {
      for (const { size, rounds } of SIZES) {
        const fleet = new PointFleet(size, () => placeIn(place, random), random)
        for (let round = 0; round < rounds; round++) {
          for (let i = 0; i < 1 + size / 100; i++) fleet.change()
          const from = placeIn(place, random)
          const halfDeg = random() ** 2 * place.spreadDeg
          const bbox = {
            west: wrap(from.lng - halfDeg),
            south: Math.max(-90, from.lat - halfDeg / 2),
            east: wrap(random() < 0.1 ? from.lng - halfDeg - 1e-4 : from.lng + halfDeg * random()),
            north: Math.min(90, from.lat + halfDeg / 2),
          }
          const reachM = random() < 0.3 ? Number.POSITIVE_INFINITY : random() ** 3 * place.spreadDeg * 111_000
          asked += fleet.ask(from, reachM, 1 + Math.floor(random() ** 3 * 200), bbox)
        }
      }
    }
    expect(asked).toBeGreaterThan(40_000)
  }, 120_000)

  test('counts a point at the edge of a radius in, and tells its distance the same from both sides of 180°', () => {
    const index = new PointIndex()
    index.set(7, 0.3, 179.999)
    const [east, west] = [180, -180].map((lng) => {
      const { handles, distancesM, size } = index.nearest({ lat: 0.3, lng, k: 3 })
      expect([size, handles[0]]).toEqual([1, 7])
      return distancesM[0] as number
    }) as [number, number]
    expect(east).toBeCloseTo(west, 6)
    expect(index.withinRadius({ lat: 0.3, lng: 180, maxDistanceM: east }).size).toBe(1)
    expect(index.withinRadius({ lat: 0.3, lng: 180, maxDistanceM: east * (1 - 1e-9) }).size).toBe(0)
  })

  test('asks whether a point is wanted, and finds the next nearest in place of one that is not', () => {
    const index = new PointIndex()
    for (let handle = 0; handle < 100; handle++) index.set(handle, handle / 1_000, 10)
    const isOdd = (handle: number) => handle % 2 === 1
    const near = index.nearest({ lat: 0, lng: 10, k: 4, accept: isOdd })
    expect([...near.handles.subarray(0, near.size)]).toEqual([1, 3, 5, 7])
    expect(index.withinRadius({ lat: 0, lng: 10, maxDistanceM: 1_150, accept: isOdd }).size).toBe(5)
  })

  test('grows to a million points in one city, finds the nearest among them, and forgets them all', () => {
    const random = randomFrom(SEED)
    const index = new PointIndex()
    const lat = new Float64Array(MILLION)
    const lng = new Float64Array(MILLION)
    for (let handle = 0; handle < MILLION; handle++) {
      lat[handle] = 19 + random() * 0.3
      lng[handle] = 72.8 + random() * 0.3
      index.set(handle, lat[handle] as number, lng[handle] as number)
    }
    expect(index.size).toBe(MILLION)
    for (const handle of [0, 1, 123_456, MILLION - 1]) {
      const near = index.nearest({ lat: lat[handle] as number, lng: lng[handle] as number, k: 1 })
      expect([near.handles[0], near.distancesM[0]]).toEqual([handle, 0])
    }
    for (let handle = 0; handle < MILLION; handle++) index.remove(handle)
    expect([index.size, index.remove(5)]).toEqual([0, false])
    expect(index.nearest({ lat: 19, lng: 72.8, k: 10 }).size).toBe(0)
  }, 60_000)
})
