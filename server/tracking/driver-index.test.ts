import { describe, expect, test } from 'bun:test'
import { randomFrom } from '../testing/seeded-random.ts'
import { DriverIndex } from './driver-index.ts'
import { askAround, attributes, change, FLEETS, type Known, still } from './testing/compare-with-everybody.ts'

const SEED = Number(process.env.SEED) || Math.floor(Math.random() * 2 ** 31)
const QUERIES_MIN = 100_000
/** So many drivers, and so many places to ask around at in each round: a look at everybody is slow for the large. */
const SIZES = [
  { size: 1, points: 180 },
  { size: 12, points: 180 },
  { size: 150, points: 180 },
  { size: 700, points: 180 },
  { size: 5_000, points: 20 },
  { size: 100_000, points: 1 },
]
const ROUNDS = 4

describe('the driver index', () => {
  test('answers as a look at everybody does, anywhere on the globe, while drivers move, change and leave', () => {
    console.log(`seed ${SEED}`)
    const random = randomFrom(SEED)
    let asked = 0
    for (const fleet of FLEETS) {
      for (const { size, points } of SIZES) {
        const index = new DriverIndex()
        const known = new Map<string, Known>()
        for (let i = 0; i < size; i++) change(index, known, fleet, `d${i}`, random)
        for (let round = 0; round < ROUNDS; round++) {
          for (let point = 0; point < points; point++) {
            for (let i = 0; i < 1 + size / 200; i++)
              change(index, known, fleet, `d${Math.floor(random() * size)}`, random)
            asked += askAround(index, known, fleet, random)
          }
          expect(index.size).toBe(known.size)
          expect(Array.from(index.all(), ({ driverId }) => driverId).sort()).toEqual([...known.keys()].sort())
        }
      }
    }
    expect(asked).toBeGreaterThanOrEqual(QUERIES_MIN)
  }, 120_000)

  test('forgets a driver who takes a booking, pauses or changes class, and finds them again after', () => {
    const index = new DriverIndex()
    const vans = () => index.nearest({ lat: 1, lng: 1, k: 5, vehicleClass: 'van' }).length
    index.setAttributes('d', attributes)
    expect(vans()).toBe(0)
    index.setPosition('d', { ...still, lat: 1, lng: 1 })
    expect(vans()).toBe(1)
    for (const change of [
      { bookingId: 'b' },
      { status: 'paused' as const },
      { vehicleClass: 'bike' as const },
      { isFit: false },
    ]) {
      index.setAttributes('d', { ...attributes, ...change })
      expect(vans()).toBe(0)
      index.setAttributes('d', attributes)
      expect(vans()).toBe(1)
    }
  })

  test('takes no position of a stranger, and none older than the last', () => {
    const index = new DriverIndex()
    expect(index.setPosition('d', { ...still, lat: 1, lng: 1 })).toBe(false)
    index.setAttributes('d', attributes)
    expect(index.setPosition('d', { ...still, lat: 1, lng: 1, recordedAtMs: 5 })).toBe(true)
    expect(index.setPosition('d', { ...still, lat: 2, lng: 2, recordedAtMs: 4 })).toBe(false)
    expect(index.get('d')?.position?.lat).toBe(1)
    expect(index.remove('d')).toBe(true)
    expect(index.remove('d')).toBe(false)
    expect([
      index.size,
      index.get('d'),
      index.withinBbox({ west: -180, south: -90, east: 180, north: 90 }),
    ]).toEqual([0, undefined, []])
  })
})
