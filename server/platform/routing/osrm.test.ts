import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { createMetrics } from '../metrics.ts'
import { createEstimateRouting, durationFactor } from './estimate.ts'
import { createOsrmRouting } from './osrm.ts'

/*
 * Troubles that the engine itself can't be made to have: this speaks its HTTP interface over a street grid where a metre of
 * latitude or longitude is a metre of road, driven at 10 m/s. osrm-engine.test.ts asks the engine.
 */
const SPEED_MPS = 10
const M_PER_DEG = 111_195
const estimate = createEstimateRouting()
const hour = 3
const here = { lat: 12.97, lng: 77.59 }
const there = { lat: 12.98, lng: 77.6 }

type Place = [lng: number, lat: number]
const roadM = ([lngA, latA]: Place, [lngB, latB]: Place) =>
  (Math.abs(latA - latB) + Math.abs(lngA - lngB)) * M_PER_DEG

function answer(request: Request, behaviour: string): Response {
  const { pathname, searchParams } = new URL(request.url)
  const [, service, version, profile, list] = pathname.split('/')
  if (version !== 'v1' || profile !== 'driving') return Response.json({ code: 'InvalidUrl' }, { status: 400 })
  const places = (list as string).split(';').map((pair) => pair.split(',').map(Number) as Place)
  if (behaviour === 'no way') return Response.json({ code: 'NoRoute' }, { status: 400 })
  if (service === 'route') {
    const distance = places.slice(1).reduce((sum, to, i) => sum + roadM(places[i] as Place, to), 0)
    return Response.json({ code: 'Ok', routes: [{ distance, duration: distance / SPEED_MPS }] })
  }
  const pick = (name: string) =>
    searchParams
      .get(name)
      ?.split(';')
      .map((i) => places[Number(i)] as Place) ?? places
  const durations = pick('sources').map((from, i) =>
    pick('destinations').map((to) =>
      behaviour === 'island' && i === 0 ? null : roadM(from, to) / SPEED_MPS,
    ),
  )
  return Response.json({ code: 'Ok', durations })
}

describe('routing by OSRM', () => {
  let behaviour = ''
  let asked = 0
  let server: ReturnType<typeof Bun.serve>
  let metrics: ReturnType<typeof createMetrics>
  const routing = () => createOsrmRouting(`http://127.0.0.1:${server.port}/`, estimate, metrics)
  const fallbacks = async () => (await metrics.fallbacks.get()).values[0]?.value ?? 0

  beforeEach(() => {
    behaviour = ''
    asked = 0
    metrics = createMetrics()
    server = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      async fetch(request) {
        asked++
        if (behaviour === 'hangs') await Bun.sleep(5_000)
        if (behaviour === 'fails') return new Response('{}', { status: 500 })
        if (behaviour === 'nonsense') return Response.json({ code: 'Ok', routes: 'many', durations: 'none' })
        return answer(request, behaviour)
      },
    })
  })
  afterEach(() => server.stop(true))

  test('takes distance and duration from the roads, scaled to class and hour', async () => {
    const distanceM = 0.02 * M_PER_DEG
    expect(await routing().route([here, there], 'van', hour)).toEqual({
      distanceM: Math.round(distanceM),
      durationS: Math.round((distanceM / SPEED_MPS) * durationFactor('van', hour)),
    })
    const viaM = 0.04 * M_PER_DEG
    expect((await routing().route([here, there, here], 'van', hour)).distanceM).toBe(Math.round(viaM))
    expect(await fallbacks()).toBe(0)
  })

  test('asks for the way of many to one at once, and estimates only whom no road joins', async () => {
    const sources = [here, { lat: 12.975, lng: 77.6 }, there]
    const expected = [0.02, 0.005, 0].map((deg) =>
      Math.round(((deg * M_PER_DEG) / SPEED_MPS) * durationFactor('bike', hour)),
    )
    expect(await routing().etasS(sources, there, 'bike', hour)).toEqual(expected)
    expect(asked).toBe(1)
    behaviour = 'island'
    const [first, ...rest] = await routing().etasS(sources, there, 'bike', hour)
    expect(first).toBe(estimate.etaS(here, there, 'bike', hour))
    expect(rest).toEqual(expected.slice(1))
    expect(await routing().etasS([], there, 'bike', hour)).toEqual([])
  })

  test('asks for each to each at once, and estimates only the ways that no road joins', async () => {
    const points = [here, there]
    const way = Math.round(((0.02 * M_PER_DEG) / SPEED_MPS) * durationFactor('van', hour))
    expect(await routing().matrix(points, 'van', hour)).toEqual([
      [0, way],
      [way, 0],
    ])
    expect(asked).toBe(1)
    behaviour = 'island'
    expect(await routing().matrix(points, 'van', hour)).toEqual([
      [0, estimate.etaS(here, there, 'van', hour)],
      [way, 0],
    ])
  })

  for (const trouble of ['fails', 'hangs', 'nonsense', 'no way']) {
    test(`answers with the estimate, and counts it, when the engine ${trouble}`, async () => {
      behaviour = trouble
      expect(await routing().route([here, there], 'truck', hour)).toEqual(
        await estimate.route([here, there], 'truck', hour),
      )
      expect(await routing().etasS([here], there, 'truck', hour)).toEqual([
        estimate.etaS(here, there, 'truck', hour),
      ])
      expect(await routing().matrix([here, there], 'truck', hour)).toEqual(
        await estimate.matrix([here, there], 'truck', hour),
      )
      expect(await fallbacks()).toBe(3)
    }, 15_000)
  }

  test('stops asking an engine that keeps failing', async () => {
    behaviour = 'fails'
    const broken = routing()
    for (let i = 0; i < 20; i++) await broken.route([here, there], 'van', hour)
    const before = asked
    for (let i = 0; i < 20; i++) await broken.route([here, there], 'van', hour)
    expect(asked).toBe(before)
    expect(await fallbacks()).toBe(40)
  })
})
