import type { Driver } from './driver.ts'
import type { SimulationOptions } from './options.ts'
import type { Counter, Latency, Stats } from './stats.ts'

type Percentiles = { count: number; p50: number; p95: number; p99: number; max: number }
export type Summary = {
  seed: number
  elapsedS: number
  drivers: Record<string, number>
  driversWanted: number
  bookingStates: Record<string, number>
  counters: Partial<Record<Counter, number>>
  errors: Record<string, number>
  latenciesMs: Record<Latency, Percentiles>
  positionsPerS: number
  deliveriesPerMinute: number
  lastFailure: string
}

const round = (value: number) => Math.round(value * 10) / 10

function tally(values: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

/** Everything worth knowing of a run so far, as plain data; latencies in milliseconds. */
export function summarise(
  options: SimulationOptions,
  stats: Stats,
  drivers: readonly Driver[],
  elapsedS: number,
): Summary {
  const percentiles = (latency: Latency): Percentiles => {
    const histogram = stats.latencies[latency]
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => round(histogram.percentile(share)))
    return {
      count: histogram.count,
      p50: p50 ?? 0,
      p95: p95 ?? 0,
      p99: p99 ?? 0,
      max: round(histogram.maxMs),
    }
  }
  return {
    seed: options.seed,
    elapsedS: round(elapsedS),
    drivers: tally(drivers.map((driver) => driver.state)),
    driversWanted: options.drivers,
    bookingStates: tally(stats.bookingStates.values()),
    counters: Object.fromEntries(stats.counters),
    errors: Object.fromEntries(stats.errors),
    latenciesMs: {
      quote: percentiles('quote'),
      booking: percentiles('booking'),
      bookingToOffer: percentiles('bookingToOffer'),
    },
    positionsPerS: round(stats.get('positionsSent') / Math.max(1, elapsedS)),
    deliveriesPerMinute: round((stats.get('deliveries') * 60) / Math.max(1, elapsedS)),
    lastFailure: stats.lastFailure,
  }
}
