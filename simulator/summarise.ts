import type { Driver } from './driver.ts'
import type { Histogram } from './histogram.ts'
import type { SimulationOptions } from './options.ts'
import type { Counter, Stats } from './stats.ts'

export type Percentiles = { count: number; p50: number; p95: number; p99: number; max: number }
export type Summary = {
  seed: number
  speed: number
  elapsedS: number
  drivers: Record<string, number>
  driversWanted: number
  driversConnected: number
  bookingStates: Record<string, number>
  counters: Partial<Record<Counter, number>>
  errors: Record<string, number>
  callsMs: Record<string, Percentiles>
  bookingToOfferMs: Percentiles
  /** Wishes from markets without prices, by market cell. */
  unservedMarkets: Record<string, number>
  positionsPerS: number
  deliveriesPerMinute: number
  lastFailure: string
}

const round = (value: number) => Math.round(value * 10) / 10

function tally(states: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const state of states) counts[state] = (counts[state] ?? 0) + 1
  return counts
}

function percentiles(histogram: Histogram): Percentiles {
  const at = (share: number) => round(histogram.percentile(share))
  return {
    count: histogram.count,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    max: round(histogram.maxMs),
  }
}

/** The run so far in numbers: latencies in milliseconds, rates over the whole run. */
export function summarise(
  options: SimulationOptions,
  stats: Stats,
  drivers: readonly Driver[],
  elapsedS: number,
): Summary {
  return {
    seed: options.seed,
    speed: options.speed,
    elapsedS: round(elapsedS),
    drivers: tally(drivers.map((driver) => driver.state)),
    driversWanted: options.drivers,
    driversConnected: drivers.filter((driver) => driver.isConnected).length,
    bookingStates: tally(stats.bookingStates.values()),
    counters: Object.fromEntries(stats.counters),
    errors: Object.fromEntries(stats.errors),
    callsMs: Object.fromEntries([...stats.calls].map(([call, histogram]) => [call, percentiles(histogram)])),
    bookingToOfferMs: percentiles(stats.bookingToOffer),
    unservedMarkets: Object.fromEntries(stats.unserved),
    positionsPerS: round(stats.get('positionsSent') / Math.max(1, elapsedS)),
    deliveriesPerMinute: round((stats.get('deliveries') * 60) / Math.max(1, elapsedS)),
    lastFailure: stats.lastFailure,
  }
}
