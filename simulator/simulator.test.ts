import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { generateCity } from './city/generate-city.ts'
import { CityWorld } from './city-world.ts'
import { distanceM } from './geo.ts'
import { Histogram } from './histogram.ts'
import { readCommandLine, UsageError } from './options.ts'
import { createRandom } from './random.ts'
import { Motion } from './route.ts'
import { Scheduler } from './scheduler.ts'
import { Stats } from './stats.ts'

const city = generateCity(5)

describe('a simulated driver on the move', () => {
  test('never covers more ground than the speed limit allows, however the time is cut', () => {
    const world = new CityWorld(city, 60)
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.double({ min: 0.05, max: 20, noNaN: true }), { maxLength: 60 }),
        (seed, steps) => {
          const random = createRandom(seed, 'driver')
          const motion = new Motion(world.start(0, random))
          motion.follow(world.route(motion.position, world.start(0, random)))
          for (const seconds of steps) {
            const before = motion.position
            motion.advance(seconds, 5, 60)
            expect(distanceM(before, motion.position)).toBeLessThanOrEqual(60 * seconds + 0.01)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  test('arrives exactly where the route ends', () => {
    const world = new CityWorld(city, 60)
    const random = createRandom(2, 'driver')
    const [from, to] = [world.start(0, random), world.start(0, random)]
    const motion = new Motion(from)
    motion.follow(world.route(from, to))
    expect(motion.advance(100_000, 1, 60)).toBe(true)
    expect(motion.position).toEqual(to)
    expect(motion.isMoving).toBe(false)
  })
})

describe('demand', () => {
  test('is the same sequence for the same seed', () => {
    const draw = () => {
      const [world, random] = [new CityWorld(city, 60), createRandom(9, 'demand')]
      return Array.from({ length: 200 }, () => world.nextDemand(random, 10))
    }
    expect(draw()).toEqual(draw())
  })

  test('is busy in the morning and quiet at night', () => {
    const meanGapMs = (hour: number) => {
      const [world, random] = [new CityWorld(city, 60), createRandom(4, 'demand')]
      let sumMs = 0
      for (let i = 0; i < 2_000; i++) sumMs += world.nextDemand(random, hour)?.afterMs ?? 0
      return sumMs / 2_000
    }
    expect(meanGapMs(3)).toBeGreaterThan(2 * meanGapMs(9))
  })
})

describe('the scheduler', () => {
  test('runs tasks in order of their time, repeats what asks for it, and survives one that throws', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 80 }), (delays) => {
        let nowMs = 0
        const errors: unknown[] = []
        const scheduler = new Scheduler(
          () => nowMs,
          (error) => errors.push(error),
        )
        const ran: number[] = []
        for (const delay of delays) {
          scheduler.after(delay, () => {
            ran.push(delay)
            return undefined
          })
        }
        let repeats = 0
        scheduler.after(0, () => (++repeats < 3 ? 100 : undefined))
        scheduler.after(5, () => {
          throw new Error('one bad task')
        })
        for (; nowMs <= 1_000; nowMs += 50) scheduler.runDue()
        scheduler.stop()
        expect(ran).toEqual(delays.toSorted((a, b) => a - b))
        expect(repeats).toBe(3)
        expect(errors).toHaveLength(1)
      }),
    )
  })
})

describe('latencies', () => {
  test('are told within two hundredths of the true percentile', () => {
    const value = fc.double({ min: 0.01, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 300 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (values, share) => {
          const histogram = new Histogram()
          for (const ms of values) histogram.record(ms)
          const exact = values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] as number
          expect(Math.abs(histogram.percentile(share) - exact)).toBeLessThanOrEqual(exact * 0.02)
        },
      ),
    )
  })

  test('from booking to offer count once, whichever side hears first', () => {
    const stats = new Stats()
    stats.noteOffered('a', 1_500)
    stats.noteBooked('a', 1_000)
    stats.noteBooked('b', 2_000)
    stats.noteOffered('b', 2_700)
    stats.noteOffered('b', 9_000)
    expect(stats.bookingToOffer.count).toBe(2)
    expect(stats.bookingToOffer.maxMs).toBe(700)
  })
})

describe('the command line', () => {
  test('is read with its defaults', () => {
    const command = readCommandLine([
      '--drivers',
      '500',
      '--bookings-per-minute',
      '60',
      '--speed',
      '5',
      '--seed',
      '1',
    ])
    if (command === 'help') throw new Error('nobody asked for help')
    expect(command.options).toMatchObject({
      drivers: 500,
      bookingsPerMinute: 60,
      speed: 5,
      url: 'http://localhost:8000',
    })
    expect(command.durationS).toBe(Number.POSITIVE_INFINITY)
  })

  test.each([
    [['--drivers', '0'], '--drivers'],
    [['--drivers', '1.5'], '--drivers'],
    [['--speed', 'fast'], '--speed'],
    [['--url', 'ftp://x'], '--url'],
    [['--pickups-from', 'noon'], '--pickups-from'],
    [['--start-hour', '24'], '--start-hour'],
    [['--seed', '-1'], '--seed'],
    [['--colour', 'red'], '--colour'],
  ])('refuses %p by name', (args, name) => {
    expect(() => readCommandLine(args)).toThrow(UsageError)
    expect(() => readCommandLine(args)).toThrow(name)
  })
})
