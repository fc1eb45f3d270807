/*
 * Routing by OSRM over HTTP (its API version 1, services `route` and `table`, profile `driving`). Its roads are the real
 * ones; its speeds are a car's on a free road, so durations are scaled to class and hour as the built-in estimate does. When
 * it does not answer in time, or knows no way, the estimate stands in, and that is counted.
 */
import { Value } from '@sinclair/typebox/value'
import { t } from 'elysia'
import type { VehicleClass } from '../../../db/schema/fleet.ts'
import type { Metrics } from '../metrics.ts'
import { createPolicy } from '../resilience.ts'
import { durationFactor } from './estimate.ts'
import type { RoutePoint, Routing } from './port.ts'

const DEADLINE_MS = 800
const CONCURRENT_MAX = 64
const RETRIES_MAX = 1
const BREAKER_FAILURES = 5
const BREAKER_OPEN_MS = 5_000

const routeAnswer = t.Object({
  code: t.Literal('Ok'),
  routes: t.Array(t.Object({ distance: t.Number(), duration: t.Number() }), { minItems: 1 }),
})
const tableAnswer = t.Object({
  code: t.Literal('Ok'),
  durations: t.Array(t.Array(t.Union([t.Number(), t.Null()]))),
})

/** OSRM's own word that there is no way: its health is fine, and asking again would not help. */
class NoRouteError extends Error {}

const coordinates = (points: readonly RoutePoint[]) =>
  points.map(({ lat, lng }) => `${lng.toFixed(6)},${lat.toFixed(6)}`).join(';')

/** Asks the OSRM at `url`; `estimate` stands in for it. */
export function createOsrmRouting(url: string, estimate: Routing, metrics: Metrics): Routing {
  const base = url.replace(/\/+$/, '')
  const policy = createPolicy(metrics, {
    dependency: 'osrm',
    deadlineMs: DEADLINE_MS,
    concurrentMax: CONCURRENT_MAX,
    retriesMax: RETRIES_MAX,
    breakerFailures: BREAKER_FAILURES,
    breakerOpenMs: BREAKER_OPEN_MS,
    isExpected: (error) => error instanceof NoRouteError,
  })
  const ask = (path: string): Promise<unknown> =>
    policy.execute(async (signal) => {
      const response = await fetch(`${base}${path}`, { signal })
      const answer = (await response.json()) as { code?: string }
      if (answer.code === 'NoRoute' || answer.code === 'NoSegment') throw new NoRouteError(answer.code)
      if (!response.ok) throw new Error(`OSRM answered ${response.status} ${answer.code ?? ''}`)
      return answer
    })
  async function orEstimate<T>(work: () => Promise<T>, instead: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch {
      // The policy has counted why.
      metrics.fallbacks.inc({ dependency: 'osrm' })
      return instead()
    }
  }
  return {
    etaS: estimate.etaS,
    async ping() {
      // Any place does: that it knows no road there is an answer, too.
      await ask(`/nearest/v1/driving/0,0?number=1`).catch((error: unknown) => {
        if (!(error instanceof NoRouteError)) throw error
      })
    },
    route: (points, vehicleClass, hour) =>
      orEstimate(
        async () => {
          // Who stops to load leaves in either direction.
          const options = 'overview=false&steps=false&continue_straight=false'
          const answer = await ask(`/route/v1/driving/${coordinates(points)}?${options}`)
          const [route] = Value.Parse(routeAnswer, answer).routes
          if (!route) throw new NoRouteError('no route')
          return {
            distanceM: Math.round(route.distance),
            durationS: Math.round(route.duration * durationFactor(vehicleClass, hour)),
          }
        },
        () => estimate.route(points, vehicleClass, hour),
      ),
    etasS(sources, destination, vehicleClass, hour) {
      if (sources.length === 0) return Promise.resolve([])
      return orEstimate(
        () => askEtas(ask, { sources, destination, vehicleClass, hour, estimate }),
        () => estimate.etasS(sources, destination, vehicleClass, hour),
      )
    },
    matrix: (points, vehicleClass, hour) =>
      orEstimate(
        async () => {
          const path = `/table/v1/driving/${coordinates(points)}?annotations=duration`
          const table = { sources: points, destinations: points, vehicleClass, hour, estimate }
          return readTable(await ask(path), table)
        },
        () => estimate.matrix(points, vehicleClass, hour),
      ),
  }
}

type Asked = { vehicleClass: VehicleClass; hour: number; estimate: Routing }

async function askEtas(
  ask: (path: string) => Promise<unknown>,
  { sources, destination, ...asked }: Asked & { sources: readonly RoutePoint[]; destination: RoutePoint },
): Promise<number[]> {
  const from = sources.map((_, i) => i).join(';')
  const places = coordinates([...sources, destination])
  const path = `/table/v1/driving/${places}?sources=${from}&destinations=${sources.length}&annotations=duration`
  return readTable(await ask(path), { sources, destinations: [destination], ...asked }).flat()
}

/** Seconds of class and hour from an answer of `table`. A single way that OSRM does not know is estimated, the rest stands. */
function readTable(
  answer: unknown,
  {
    sources,
    destinations,
    vehicleClass,
    hour,
    estimate,
  }: Asked & { sources: readonly RoutePoint[]; destinations: readonly RoutePoint[] },
): number[][] {
  const { durations } = Value.Parse(tableAnswer, answer)
  if (durations.length !== sources.length) throw new Error('OSRM answered a table of another size')
  const factor = durationFactor(vehicleClass, hour)
  return sources.map((source, i) =>
    destinations.map((destination, j) => {
      const durationS = durations[i]?.[j]
      return typeof durationS === 'number'
        ? Math.round(durationS * factor)
        : estimate.etaS(source, destination, vehicleClass, hour)
    }),
  )
}
