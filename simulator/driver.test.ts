import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { packPositions } from './api/pack-positions.ts'
import type { OfferView } from './api/types.ts'
import { generateCity } from './city/generate-city.ts'
import { CityWorld } from './city-world.ts'
import { distanceM, M_PER_DEG, type Point } from './geo.ts'
import { createRandom } from './random.ts'
import { Motion } from './route.ts'
import { Temperament } from './temperament.ts'

const city = generateCity(5)
const temperament = (seed: number) => new Temperament((purpose) => createRandom(seed, `driver/1/${purpose}`))
const offer = (pickupDistanceM: number, amount = 10_000): OfferView => ({
  id: 'an-offer',
  bookingId: 'a-booking',
  state: 'open',
  afterCurrentHaul: false,
  price: { amount },
  durationS: 900,
  pickupDistanceM,
  pickupEtaS: 100,
})

describe('what a driver decides', () => {
  test('about offers is the same for the same seed, whatever happens in between', () => {
    const distractions = fc.array(
      fc.constantFrom('takesBreak', 'breakS', 'idleS', 'loadingS', 'unloadingS'),
      {
        maxLength: 12,
      },
    )
    const offers = fc.array(fc.tuple(fc.integer({ min: 100, max: 15_000 }), distractions), { maxLength: 30 })
    fc.assert(
      fc.property(fc.integer(), offers, (seed, seen) => {
        const [calm, busy] = [temperament(seed), temperament(seed)]
        for (const [pickupDistanceM, between] of seen) {
          for (const kind of between) busy[kind as 'idleS']()
          busy.ways.next()
          expect(busy.answer(offer(pickupDistanceM))).toEqual(calm.answer(offer(pickupDistanceM)))
        }
      }),
    )
  })

  test('takes near jobs, and far ones only for better pay than usual', () => {
    const acceptedOf = (pickupDistanceM: number, amount: number) => {
      let accepted = 0
      for (let seed = 0; seed < 400; seed++) {
        const driver = temperament(seed)
        driver.answer(offer(500))
        if (driver.answer(offer(pickupDistanceM, amount)).kind === 'accept') accepted++
      }
      return accepted / 400
    }
    expect(acceptedOf(800, 10_000)).toBeGreaterThan(0.9)
    expect(acceptedOf(9_000, 10_000)).toBeLessThan(0.25)
    expect(acceptedOf(9_000, 20_000)).toBeGreaterThan(0.8)
    expect(acceptedOf(4_000, 4_000)).toBeLessThan(0.3)
  })
})

/** Metres between a point and the nearest street, on a flat map around it. */
function offStreetM(at: Point): number {
  const { graph } = city
  const kx = M_PER_DEG * Math.cos((at.lat * Math.PI) / 180)
  let nearest = Number.POSITIVE_INFINITY
  for (let from = 0; from < graph.nodeCount; from++) {
    const [ax, ay] = [
      ((graph.lng[from] as number) - at.lng) * kx,
      ((graph.lat[from] as number) - at.lat) * M_PER_DEG,
    ]
    for (let edge = graph.firstEdge[from] as number; edge < (graph.firstEdge[from + 1] as number); edge++) {
      const to = graph.target[edge] as number
      const [dx, dy] = [
        ((graph.lng[to] as number) - at.lng) * kx - ax,
        ((graph.lat[to] as number) - at.lat) * M_PER_DEG - ay,
      ]
      const along = Math.min(1, Math.max(0, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)))
      nearest = Math.min(nearest, Math.hypot(ax + along * dx, ay + along * dy))
    }
  }
  return nearest
}

describe('the track of a driver', () => {
  test('keeps to the streets between any two reports, and when a job comes in the middle of a street', () => {
    const world = new CityWorld(city, 60)
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = createRandom(seed, 'driver')
        const motion = new Motion(world.start(0, random))
        const track: Point[] = [motion.position]
        for (let leg = 0; leg < 3; leg++) {
          motion.follow(world.route(motion.position, world.start(0, random), motion.ahead))
          for (let step = 0; step < 12; step++) {
            motion.advance(random.between(0.4, 1.2), 5, 60, ({ at }) => track.push(at))
            track.push(motion.position)
          }
          motion.halt()
        }
        for (const [i, at] of track.entries()) {
          const next = track[i + 1]
          if (!next || distanceM(at, next) < 10) continue
          const middle = { lat: (at.lat + next.lat) / 2, lng: (at.lng + next.lng) / 2 }
          expect(offStreetM(middle)).toBeLessThan(6)
        }
      }),
      { numRuns: 12 },
    )
  })
})

test('a driver called in the middle of a street drives on to its end first', () => {
  const world = new CityWorld(city, 60)
  const random = createRandom(8, 'driver')
  const motion = new Motion(world.start(0, random))
  for (let i = 0; i < 50; i++) {
    motion.follow(world.route(motion.position, world.start(0, random), motion.ahead))
    motion.advance(random.between(1, 20), 1, 60)
    const { ahead } = motion
    if (!ahead) continue
    const { points } = world.route(motion.position, world.start(0, random), ahead)
    expect({ lat: points[2] as number, lng: points[3] as number }).toEqual(ahead)
  }
})

test('packed positions are laid out as the socket documents them', () => {
  const bytes = packPositions([
    {
      lat: 12.9716,
      lng: -77.5946,
      recordedAtMs: 1_700_000_000_123,
      speedMps: 12.5,
      headingDeg: 359.999,
      accuracyM: 5,
    },
  ])
  const view = new DataView(bytes.buffer)
  expect(bytes.length).toBe(24)
  expect([view.getUint8(0), view.getUint8(1)]).toEqual([1, 1])
  expect(view.getFloat64(2, true)).toBe(1_700_000_000_123)
  expect([view.getInt32(10, true), view.getInt32(14, true)]).toEqual([129_716_000, -775_946_000])
  expect([view.getUint16(18, true), view.getUint16(20, true), view.getUint16(22, true)]).toEqual([
    1_250, 35_999, 50,
  ])
})
