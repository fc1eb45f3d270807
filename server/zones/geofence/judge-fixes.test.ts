import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { randomFrom } from '../../testing/seeded-random.ts'
import { ZoneShape } from '../shape/zone-shape.ts'
import { drawTrace, moved } from '../testing/draw-trace.ts'
import { square } from '../testing/draw-zones.ts'
import type { Zone } from '../zone-book.ts'
import { type FollowedDriver, judgeFixes } from './judge-fixes.ts'
import type { Fix } from './weigh-fix.ts'

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
console.log(`seed ${seed}`)

const DEPOT = { lat: 12.97, lng: 77.59 }
const HALF_M = 250
const START_MS = Date.UTC(2026, 2, 2, 9)
const DWELL_S = 120

const depot = {
  id: 'depot',
  shape: new ZoneShape(square(DEPOT.lat, DEPOT.lng, HALF_M)),
  createdAt: new Date(START_MS - 1),
  dwellS: DWELL_S,
} as Zone
const fences = {
  at: ({ lat, lng }: Fix) => (depot.shape.contains(lat, lng) ? [depot] : []),
  get: (id: string) => (id === depot.id ? depot : undefined),
}
const unknown = (): FollowedDriver => ({ visits: new Map(), doubts: new Map(), judgedUntilMs: 0 })
let serial = 0
const judge = (driver: FollowedDriver, fixes: readonly Fix[]) =>
  judgeFixes(driver, fixes, fences, () => `visit-${serial++}`)
const kindsOf = (fixes: readonly Fix[], driver = unknown()) => judge(driver, fixes).map(({ kind }) => kind)

const drives = fc.record({
  seed: fc.integer(),
  speedMps: fc.constantFrom(4, 9, 14),
  everyMs: fc.constantFrom(1_000, 3_000, 5_000),
  accuracyM: fc.constantFrom(5, 12, 20),
})
/** In from the west, a stay, and out again to the east. */
function driveThrough({
  seed,
  ...drive
}: {
  seed: number
  speedMps: number
  everyMs: number
  accuracyM: number
}) {
  const numbers = randomFrom(seed)
  const way = { ...drive, numbers }
  const into = drawTrace(DEPOT, { ...way, fromM: -600, toM: 0, startMs: START_MS })
  const stayFromMs = into.at(-1)!.recordedAtMs + drive.everyMs
  const stay = Array.from({ length: Math.ceil((DWELL_S * 1_000) / drive.everyMs) }, (_, i) => ({
    ...drawTrace(DEPOT, { ...way, fromM: 0, toM: 0, startMs: 0 })[0]!,
    recordedAtMs: stayFromMs + i * drive.everyMs,
  }))
  const outFromMs = stay.at(-1)!.recordedAtMs + drive.everyMs
  const out = drawTrace(DEPOT, { ...way, fromM: 0, toM: 600, startMs: outFromMs })
  const crossedMs = (HALF_M / drive.speedMps) * 1_000
  return {
    fixes: [...into, ...stay, ...out],
    enteredMs: START_MS + (600 / drive.speedMps) * 1_000 - crossedMs,
    leftMs: outFromMs + crossedMs,
  }
}

describe('a drive through a geofence', () => {
  test('enters, dwells and leaves once, whatever the errors, and at about the time', () => {
    fc.assert(
      fc.property(drives, (drive) => {
        const { fixes, enteredMs, leftMs } = driveThrough(drive)
        const moments = judge(unknown(), fixes)
        expect(moments.map(({ kind }) => kind)).toEqual(['entered', 'dwelled', 'left'])
        const [entered, , left] = moments
        // A fix or two, and what the error of a fix is at this speed.
        const offMs = 3 * drive.everyMs + (3 * drive.accuracyM * 1_000) / drive.speedMps
        expect(Math.abs(entered!.at.recordedAtMs - enteredMs)).toBeLessThan(offMs)
        expect(Math.abs(left!.at.recordedAtMs - leftMs)).toBeLessThan(offMs)
      }),
      { numRuns: 200, seed },
    )
  })

  test('is judged the same in whatever batches, with repetitions and what comes late', () => {
    fc.assert(
      fc.property(drives, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (drive, sizes) => {
        const { fixes } = driveThrough(drive)
        const plain = judge(unknown(), fixes).map(({ kind, at }) => ({ kind, at }))
        const driver = unknown()
        const batched: unknown[] = []
        for (let from = 0, turn = 0; from < fixes.length; turn++) {
          const size = sizes[turn % sizes.length]!
          const late = fixes[Math.max(0, from - size)]!
          const batch = [
            late,
            ...fixes.slice(from, from + size),
            fixes[Math.min(from + size, fixes.length) - 1]!,
          ]
          batched.push(...judge(driver, batch).map(({ kind, at }) => ({ kind, at })))
          from += size
        }
        expect(batched).toEqual(plain)
      }),
      { numRuns: 60, seed },
    )
  })
})

describe('a driver at the border', () => {
  test('who parks on it does not come and go', () => {
    const numbers = randomFrom(seed)
    const edge = moved(DEPOT, HALF_M, 0)
    let crossings = 0
    const [traces, fixesEach] = [100, 360]
    for (let i = 0; i < traces; i++) {
      const fixes = Array.from({ length: fixesEach }, (_, n) => ({
        ...drawTrace(edge, {
          ...{ fromM: 0, toM: 0, speedMps: 1, everyMs: 5_000, startMs: 0, accuracyM: 20, numbers },
        })[0]!,
        recordedAtMs: START_MS + n * 5_000,
      }))
      const sides = fixes.map((fix) => fences.at(fix).length)
      const jumps = sides.filter((side, n) => n > 0 && side !== sides[n - 1]).length
      // The places themselves cross about every other time.
      expect(jumps).toBeGreaterThan(fixesEach / 3)
      crossings += kindsOf(fixes).filter((kind) => kind !== 'dwelled').length
    }
    // Half an hour each: a false crossing in some seven hours on the very line is what the rule promises.
    expect(crossings).toBeLessThan(30)
  })

  test('who grazes it within the error of a fix or two has not been inside', () => {
    const near = (eastM: number, n: number): Fix => ({
      ...moved(DEPOT, HALF_M + eastM, 0),
      recordedAtMs: START_MS + n * 5_000,
      accuracyM: 20,
    })
    expect(kindsOf([60, -15, 60, -25, 10, -9, -9, -9, -9, -9, -9, 60].map(near))).toEqual([])
    expect(kindsOf([60, -60, 60].map(near))).toEqual([])
    expect(kindsOf([60, -60, -60].map(near))).toEqual(['entered'])
  })

  test('is believed sooner with a better receiver, and no sooner for telling it every second', () => {
    const inside = (everyMs: number, accuracyM: number) => {
      const fixes = Array.from({ length: 40 }, (_, n) => ({
        ...moved(DEPOT, HALF_M - 12, 0),
        recordedAtMs: START_MS + n * everyMs,
        accuracyM,
      }))
      const [entered] = judge(unknown(), fixes)
      return entered && (entered.judgedAtMs - START_MS) / 1_000
    }
    expect(inside(5_000, 5)).toBe(5)
    expect(inside(5_000, 12)).toBeGreaterThan(15)
    expect(inside(5_000, 25)).toBeUndefined()
    expect(inside(1_000, 5)).toBe(5)
  })
})

test('a zone is not entered by positions from before it was drawn', () => {
  const fixes = Array.from({ length: 5 }, (_, n) => ({
    ...DEPOT,
    recordedAtMs: START_MS - 60_000 + n * 5_000,
    accuracyM: 5,
  }))
  expect(kindsOf(fixes)).toEqual([])
})
