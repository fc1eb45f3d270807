import type { VehicleClass } from '../../db/schema/fleet.ts'
import type { etaCorrections } from '../../db/schema/index.ts'
import type { TripLeg } from '../../db/schema/learning.ts'
import type { Learnt } from './running-estimate.ts'
import { shrinkFactors } from './shrink-factors.ts'

export type CorrectionRow = typeof etaCorrections.$inferSelect
/** What a promise was multiplied by, and the local hour that it was made for: kept in the booking's history. */
export type Correction = { hour: number; factor: number }

type Hours = { learnt: (Learnt | undefined)[]; factors: Float64Array }
type MarketHours = Record<TripLeg, Map<VehicleClass, Hours>>

/** The factors in force, in memory: a view of what was learnt, whose lookup costs two hashes. */
export class CorrectionTable {
  private readonly markets = new Map<string, MarketHours>()
  /** When the latest of the rows was written, in milliseconds. */
  updatedAtMs = 0

  /** What an estimate is multiplied by; 1 where nothing was learnt. */
  factorOf(market: string, vehicleClass: VehicleClass, leg: TripLeg, hour: number): number {
    return this.markets.get(market)?.[leg].get(vehicleClass)?.factors[hour] ?? 1
  }

  /** Takes rows as they were last read. */
  take(rows: readonly CorrectionRow[]): void {
    const changed = new Set<Hours>()
    for (const { market, vehicleClass, leg, hour, factor, spread, samples, updatedAt } of rows) {
      const hours = this.hoursOf(market, vehicleClass, leg)
      hours.learnt[hour] = { factor, spread, samples }
      changed.add(hours)
      this.updatedAtMs = Math.max(this.updatedAtMs, updatedAt.getTime())
    }
    for (const hours of changed) hours.factors = shrinkFactors(hours.learnt).byHour
  }

  private hoursOf(market: string, vehicleClass: VehicleClass, leg: TripLeg): Hours {
    let legs = this.markets.get(market)
    if (!legs) {
      legs = { pickup: new Map(), haul: new Map() }
      this.markets.set(market, legs)
    }
    let hours = legs[leg].get(vehicleClass)
    if (!hours) {
      hours = { learnt: [], factors: new Float64Array() }
      legs[leg].set(vehicleClass, hours)
    }
    return hours
  }
}
