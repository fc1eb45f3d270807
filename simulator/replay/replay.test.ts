import { describe, expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { createRandom } from '../random.ts'
import { Motion } from '../route.ts'
import { loadReplayWorld } from './load-replay-world.ts'
import { parsePickups, parsePickupTime } from './parse-pickups.ts'
import { parseTrips } from './parse-trips.ts'
import { ReplayWorld } from './replay-world.ts'

const RECORDED = join(import.meta.dir, '../../../shared/data')
const pickupsFile = join(RECORDED, 'nyc-pickups-2014-04.csv')
const tripsFile = join(RECORDED, 'nyc-trips.json')
const hasRecorded = existsSync(pickupsFile) && existsSync(tripsFile)
if (!hasRecorded)
  console.warn('No recorded data beside the project: the tests on it are skipped, generated data stands in.')

const pad = (value: number) => String(value).padStart(2, '0')
const moment = fc
  .date({ min: new Date('2010-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((date) => new Date(Math.floor(date.getTime() / 60_000) * 60_000))

describe('recorded pickups', () => {
  test('are read in both date formats', () => {
    fc.assert(
      fc.property(moment, (at) => {
        const [month, day, year] = [at.getUTCMonth() + 1, at.getUTCDate(), at.getUTCFullYear()]
        const [hour, minute] = [at.getUTCHours(), pad(at.getUTCMinutes())]
        const short = `${pad(month)}-${pad(day)}-${pad(year % 100)} ${hour}:${minute}`
        expect(parsePickupTime(short)).toBe(at.getTime())
        expect(parsePickupTime(`${month}/${day}/${year} ${hour}:${minute}:00`)).toBe(at.getTime())
      }),
    )
  })

  test('come in order of time, without what is malformed or far away, which is counted', () => {
    const rows = [
      '04-02-14 0:11,40.769,-73.9549,B1',
      '4/1/2014 0:01:00,40.7075,-73.9483,B1',
      '04-01-14 9:11,40.7,-74.0,B1',
      '04-31-14 0:11,40.769,-73.9549,B1',
      '04-01-14 0:11,,-73.9549,B1',
      'rubbish',
      '04-01-14 0:11,40.7,-115.2,B1',
    ]
    const { items, malformed, outlying } = parsePickups(['Date/Time,Lat,Lon,Base', ...rows, ''].join('\r\n'))
    expect(items.map((item) => item.lat)).toEqual([40.7075, 40.7, 40.769])
    expect({ malformed, outlying }).toEqual({ malformed: 3, outlying: 1 })
  })

  test('never stop the reader, whatever the file holds', () => {
    fc.assert(fc.property(fc.string(), (text) => parsePickups(text).items.length >= 0))
  })

  test('become demand in their own pace, hastened by the speed', () => {
    const pickups = Array.from({ length: 20 }, (_, i) => ({ lat: 40 + i / 100, lng: -74, atMs: i * 60_000 }))
    const world = new ReplayWorld(pickups, [], 5)
    const random = createRandom(1, 'demand')
    const gaps = pickups.map(() => world.nextDemand(random)?.afterMs)
    expect(gaps).toEqual([0, ...Array.from({ length: 19 }, () => 12_000)])
    expect(world.nextDemand(random)).toBeUndefined()
  })

  test.skipIf(!hasRecorded)('of a real month are nearly all usable', () => {
    const { items, malformed, outlying } = parsePickups(readFileSync(pickupsFile, 'utf8'))
    expect(items.length + malformed + outlying).toBe(99_997)
    expect(items.length).toBeGreaterThan(99_900)
  })
})

describe('a file that is no use', () => {
  const empty = join(import.meta.dir, 'replay.test.ts')
  test.each([
    ['--pickups', { pickupsFile: '/no/such/file.csv' }],
    ['--pickups', { pickupsFile: empty }],
    ['--trips', { tripsFile: empty }],
  ])('is refused by the option %s', async (option, files) => {
    const none = { pickupsFile: undefined, tripsFile: undefined, pickupsFromMs: 0, speed: 1 }
    await expect(loadReplayWorld({ ...none, ...files })).rejects.toThrow(option)
  })
})

describe('recorded trips', () => {
  const trip = (lng: number) => ({
    path: [
      [lng, 40.7],
      [lng, 40.71],
      [lng, 40.72],
    ],
    timestamps: [0, 100, 200],
  })

  test('lead a driver along their path in their time, and back', () => {
    const { items } = parseTrips(JSON.stringify([trip(-74)]))
    const world = new ReplayWorld([], items, 1)
    const random = createRandom(1, 'driver')
    const motion = new Motion(world.start(0, random))
    for (const endLat of [40.72, 40.7, 40.72]) {
      const route = world.idleRoute(0, motion.position, random)
      if (!route) throw new Error('a driver with a trip has a way to go')
      motion.follow(route)
      expect(motion.advance(100, 1, 60)).toBe(false)
      expect(motion.position.lat).toBeCloseTo(40.71, 4)
      expect(motion.advance(101, 1, 60)).toBe(true)
      expect(motion.position.lat).toBeCloseTo(endLat, 6)
    }
  })

  test('that are malformed or lead out of the region are left out and counted', () => {
    const bad = [null, 5, {}, { path: [[1, 2]], timestamps: [1] }, { ...trip(-74), timestamps: [3, 2, 1] }]
    const { items, malformed, outlying } = parseTrips(
      JSON.stringify([trip(-74), trip(-73.9), trip(-115), ...bad]),
    )
    expect({ items: items.length, malformed, outlying }).toEqual({ items: 2, malformed: 5, outlying: 1 })
  })

  test.skipIf(!hasRecorded)('of a real city are usable but for the stray ones', () => {
    const { items, malformed, outlying } = parseTrips(readFileSync(tripsFile, 'utf8'))
    expect(items.length + malformed + outlying).toBe(996)
    expect(outlying).toBe(1)
    expect(items.length).toBeGreaterThan(950)
  })
})
