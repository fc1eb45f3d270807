import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { readConfig } from '../config.ts'
import { createEstimateRouting } from '../platform/routing/estimate.ts'
import { DriverIndex } from '../tracking/driver-index.ts'
import { marketOf } from '../tracking/geo.ts'
import { attributes, still } from '../tracking/testing/compare-with-everybody.ts'
import { Gathering } from './gathering.ts'

const PLACE = { lat: 12.97, lng: 77.59 }
const MARKET = marketOf(PLACE)
const START_MS = 1_000_000_000

/** A dispatcher over a fleet, at a time that `at` sets. */
function createScene(
  drivers: number,
  chooseWindow?: ConstructorParameters<typeof Gathering>[0],
  env: Record<string, string> = {},
) {
  let nowMs = START_MS
  const context = {
    driverIndex: new DriverIndex(),
    routing: createEstimateRouting(),
    clock: { now: () => new Date(nowMs) },
    config: readConfig(env),
  }
  for (let n = 0; n < drivers; n++) {
    context.driverIndex.setAttributes(`d${n}`, { ...attributes, waitingSinceMs: START_MS })
    const times = { recordedAtMs: START_MS, heardAtMs: START_MS }
    context.driverIndex.setPosition(`d${n}`, { ...still, ...PLACE, ...times })
  }
  const gathering = new Gathering(chooseWindow)
  return {
    tickMs: context.config.tickMs,
    at: (ms: number) => {
      nowMs = START_MS + ms
    },
    /** Whether the market is due; if so, its batch is made. */
    isDue(openBookings: number, oldestMs: number) {
      const open = [{ market: MARKET, openBookings, oldestStartedAtMs: START_MS + oldestMs }]
      const [due] = gathering.due(context, open)
      if (due) gathering.batched(MARKET, nowMs)
      return due
    },
  }
}

describe('a market', () => {
  test('with drivers enough is matched in every tick, with the nearest 16 for each booking', () => {
    const scene = createScene(50)
    for (const ms of [0, 1, 2, 700]) {
      scene.at(ms)
      expect(scene.isDue(20, ms)).toMatchObject({ windowMs: 0, k: 16 })
    }
  })

  test('short of drivers is matched when its oldest booking or its last batch is a window old, with the nearest 32', () => {
    const scene = createScene(10)
    const dueAt: number[] = []
    for (let ms = 0; ms <= 40_000; ms += 500) {
      scene.at(ms)
      const due = scene.isDue(200, 0)
      if (due) dueAt.push(ms)
      if (due) expect(due).toMatchObject({ windowMs: 15_000, k: 32 })
    }
    expect(dueAt).toEqual([14_500, 29_000])
  })

  test('short of drivers is matched forty times within a search, however short searches are', () => {
    const scene = createScene(10, undefined, { SEARCH_TIMEOUT_MS: '100000' })
    const dueAt: number[] = []
    for (let ms = 0; ms <= 6_000; ms += 500) {
      scene.at(ms)
      const due = scene.isDue(200, 0)
      if (due) dueAt.push(ms)
      if (due) expect(due).toMatchObject({ windowMs: 2_500, k: 32 })
    }
    expect(dueAt).toEqual([2_000, 4_000, 6_000])
  })

  test('lets no booking wait longer than the window for its first batch, whenever it comes', () => {
    const arrivals = fc.array(fc.nat(60_000), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 0, max: 15_000 }), (arrivalsMs, windowMs) => {
        const scene = createScene(0, () => windowMs)
        const waiting = arrivalsMs.toSorted((a, b) => a - b)
        const isUnasked: number[] = []
        for (let ms = 0; waiting.length > 0; ms += scene.tickMs) {
          scene.at(ms)
          const come = waiting.filter((arrivedMs) => arrivedMs <= ms)
          const oldestMs = Math.min(...isUnasked, ...come)
          if (!Number.isFinite(oldestMs) || !scene.isDue(come.length + isUnasked.length, oldestMs)) continue
          // A tick comes every second: who arrives between two is seen by the later one.
          for (const arrivedMs of come)
            expect(ms - arrivedMs).toBeLessThan(Math.max(windowMs, scene.tickMs) + 1)
          isUnasked.push(...waiting.splice(0, come.length))
        }
      }),
    )
  })

  test('is judged by the free drivers who are there now, give or take some seconds', () => {
    const scene = createScene(100)
    expect(scene.isDue(50, 0)?.windowMs).toBe(0)
    // By then their positions are too old to count.
    scene.at(61_000)
    expect(scene.isDue(50, 0)?.windowMs).toBe(15_000)
  })
})
