import { expect, test } from 'bun:test'
import fc from 'fast-check'
import type { IndexedDriver } from '../tracking/driver.ts'
import type { Bbox } from './frames.ts'
import { MapArea, WORLD } from './map-area.ts'

const driver = (driverId: string, lat: number, lng: number, status = 'available') =>
  ({ driverId, status, position: { lat, lng } }) as IndexedDriver

/** What a client that applies the frames shows. */
function follow(area: MapArea, drivers: Map<string, IndexedDriver>) {
  const shown = new Map<string, number>()
  return () => {
    for (;;) {
      const text = area.next(
        (id) => drivers.get(id),
        ({ driverId, position }) => JSON.stringify([driverId, position?.lng]),
      )
      if (text === null) return shown
      const { drivers: changed, gone } = JSON.parse(text)
      for (const [id, lng] of changed) shown.set(id, lng)
      for (const id of gone) expect(shown.delete(id)).toBe(true)
    }
  }
}

const shownIn = (bbox: Bbox, ...drivers: IndexedDriver[]) => {
  const area = new MapArea()
  area.look(bbox, drivers)
  return [...follow(area, new Map(drivers.map((each) => [each.driverId, each])))().keys()].sort()
}

test('a viewport past the antimeridian shows both sides of it, and nothing of the rest', () => {
  const fiji = [driver('east', -17, 179.5), driver('west', -17, -179.5), driver('far', -17, 0)]
  expect(shownIn([179, -20, -179, -10], ...fiji)).toEqual(['east', 'west'])
  expect(shownIn([179, -20, 181, -10], ...fiji)).toEqual(['east', 'west'])
  expect(shownIn([-181, -20, -179, -10], ...fiji)).toEqual(['east', 'west'])
  expect(shownIn([-179, -20, 179, -10], ...fiji)).toEqual(['far'])
  expect(shownIn(WORLD, ...fiji, driver('edge', 0, 180), driver('edge too', 0, -180))).toHaveLength(5)
  expect(shownIn([-360, -90, 360, 90], ...fiji)).toHaveLength(3)
  expect(shownIn([180, -90, -180, 90], ...fiji, driver('edge', 0, 180), driver('edge too', 0, -180))).toEqual(
    ['edge', 'edge too'],
  )
  expect(shownIn([5, -90, 5, 90], driver('on', 0, 5), driver('off', 0, 6))).toEqual(['on'])
})

test('whatever moves, changes and is looked at, the peer shows exactly who is inside and on duty', () => {
  const lng = fc.integer({ min: -18, max: 18 }).map((ten) => ten * 10)
  const lat = fc.integer({ min: -9, max: 9 }).map((ten) => ten * 10)
  const bbox = fc.tuple(lng, lat, lng, lat).filter(([, south, , north]) => south <= north)
  const step = fc.oneof(
    fc.record({ id: fc.integer({ min: 0, max: 9 }), lat, lng, isOn: fc.boolean() }),
    fc.record({ bbox }),
    fc.constant('flush' as const),
  )
  fc.assert(
    fc.property(bbox, fc.array(step, { maxLength: 60 }), (first, steps) => {
      const drivers = new Map<string, IndexedDriver>()
      const area = new MapArea()
      area.look(first, [])
      const shown = follow(area, drivers)
      let current: Bbox = first
      for (const each of steps) {
        if (each === 'flush') shown()
        else if ('bbox' in each) {
          current = each.bbox
          area.look(current, drivers.values())
        } else {
          const id = String(each.id)
          drivers.set(id, driver(id, each.lat, each.lng, each.isOn ? 'available' : 'offline'))
          area.note(drivers.get(id) as IndexedDriver)
        }
      }
      const [west, south, east, north] = current
      const isInside = ({ status, position }: IndexedDriver) => {
        if (!position || status === 'offline' || position.lat < south || position.lat > north) return false
        if (west === -180 && east === 180) return true
        // On the circle -180 and 180 are one meridian, so a point there is looked for under both names.
        const names = Math.abs(position.lng) === 180 ? [-180, 180] : [position.lng]
        return names.some((at) => (west <= east ? at >= west && at <= east : at >= west || at <= east))
      }
      const expected = [...drivers.values()].filter(isInside).map(({ driverId }) => driverId)
      expect([...shown().keys()].sort()).toEqual(expected.sort())
    }),
    { numRuns: 1_000 },
  )
})

test('a peer that does not read is owed each driver once, and gets the latest in bounded frames', () => {
  const ids = Array.from({ length: 1_000 }, (_, i) => `d${i}`)
  const drivers = new Map(ids.map((id) => [id, driver(id, 0, 0)]))
  const area = new MapArea()
  area.look(WORLD, drivers.values())
  for (let round = 1; round <= 50; round++) {
    for (const id of drivers.keys()) {
      drivers.set(id, driver(id, 0, round))
      area.note(drivers.get(id) as IndexedDriver)
    }
  }
  let encoded = 0
  const sizes: number[] = []
  for (;;) {
    const text = area.next(
      (id) => drivers.get(id),
      ({ position }) => {
        encoded++
        return String(position?.lng)
      },
    )
    if (text === null) break
    const frame = JSON.parse(text)
    sizes.push(frame.drivers.length)
    expect(new Set(frame.drivers)).toEqual(new Set([50]))
  }
  expect(encoded).toBe(1_000)
  expect(Math.max(...sizes)).toBe(400)
})
