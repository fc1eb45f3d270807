import { describe, expect, test } from 'bun:test'
import { cellToLatLng } from 'h3-js'
import { distanceM, marketOf } from '../../tracking/geo.ts'
import type { RoutePoint, Routing } from './port.ts'

/** The middle of the demo city, which every engine of the tests has roads for. */
const [CENTRE_LAT, CENTRE_LNG] = cellToLatLng(marketOf({ lat: 12.97, lng: 77.59 }))
const place = (north: number, east: number): RoutePoint => ({
  lat: CENTRE_LAT + north,
  lng: CENTRE_LNG + east,
})
/** Some kilometres apart. */
export const [NEAR, FAR, ASIDE] = [place(0.01, -0.005), place(-0.027, 0.025), place(0.033, -0.03)]
/** A place on a map is a place on its nearest road. */
const OFF_ROAD_M = 400
/** No city's streets lead astray further than this. */
const DETOUR_MAX = 4
const [NIGHT, RUSH, NOON] = [3, 18, 12]

/** What holds of roads, whoever knows them. */
export function routingContract(name: string, open: () => Routing): void {
  describe(`the ways of ${name}`, () => {
    test('are not shorter than the straight line, nor much longer', async () => {
      const straightM = distanceM(NEAR.lat, NEAR.lng, FAR.lat, FAR.lng)
      const { distanceM: roadM, durationS } = await open().route([NEAR, FAR], 'van', NOON)
      expect(roadM).toBeGreaterThan(straightM - 2 * OFF_ROAD_M)
      expect(roadM).toBeLessThan(straightM * DETOUR_MAX)
      // Between a stroll and a motorway.
      expect(roadM / durationS).toBeWithin(1.5, 30)
      expect([roadM, durationS].every(Number.isInteger)).toBe(true)
    })

    test('by a stop are those to it and from it', async () => {
      const routing = open()
      const whole = await routing.route([NEAR, ASIDE, FAR], 'van', NOON)
      const [to, from] = await Promise.all([
        routing.route([NEAR, ASIDE], 'van', NOON),
        routing.route([ASIDE, FAR], 'van', NOON),
      ])
      expect(Math.abs(whole.distanceM - to.distanceM - from.distanceM)).toBeLessThanOrEqual(2)
      expect(Math.abs(whole.durationS - to.durationS - from.durationS)).toBeLessThanOrEqual(2)
    })

    test('take longer with a slower vehicle and in the rush hour, and are as long', async () => {
      const routing = open()
      const durationOf = async (by: 'van' | 'truck', hour: number) =>
        (await routing.route([NEAR, FAR], by, hour)).durationS
      expect(await durationOf('truck', NOON)).toBeGreaterThan(await durationOf('van', NOON))
      expect(await durationOf('van', RUSH)).toBeGreaterThan(await durationOf('van', NIGHT))
      const [one, other] = await Promise.all([
        routing.route([NEAR, FAR], 'truck', RUSH),
        routing.route([NEAR, FAR], 'van', NIGHT),
      ])
      expect(one.distanceM).toBe(other.distanceM)
    })

    test('of many to one come in their order, each as its own way', async () => {
      const routing = open()
      const sources = [FAR, NEAR, ASIDE]
      const found = await routing.etasS(sources, FAR, 'van', NOON)
      expect(found).toHaveLength(sources.length)
      expect(found[0]).toBe(0)
      for (const [i, source] of sources.slice(1).entries()) {
        const { durationS } = await routing.route([source, FAR], 'van', NOON)
        expect(Math.abs((found[i + 1] as number) - durationS)).toBeLessThanOrEqual(2)
      }
      expect(await routing.etasS([], FAR, 'van', NOON)).toEqual([])
    })

    test('of each to each come as rows, each as its own way, and to oneself as none', async () => {
      const routing = open()
      const points = [NEAR, ASIDE, FAR]
      const rows = await routing.matrix(points, 'van', NOON)
      expect(rows).toHaveLength(points.length)
      for (const [i, from] of points.entries())
        for (const [j, to] of points.entries()) {
          const { durationS } = await routing.route([from, to], 'van', NOON)
          expect(Math.abs((rows[i]?.[j] as number) - durationS)).toBeLessThanOrEqual(2)
        }
    })

    test('can be asked for', async () => {
      await open().ping()
    })
  })
}
