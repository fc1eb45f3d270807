import { invalid } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import type { QuoteInput } from './create-quote.ts'

export const STOPS_MAX = 15
const SCHEDULE_MIN_MS = 30 * 60_000
const SCHEDULE_MAX_MS = 30 * 86_400_000

/** When the haul shall be, or null for at once. @throws DomainError schedule_out_of_range. */
export function checkSchedule(scheduledFor: string | undefined, now: Date): Date | null {
  if (!scheduledFor) return null
  const at = new Date(scheduledFor)
  const aheadMs = at.getTime() - now.getTime()
  if (!(aheadMs >= SCHEDULE_MIN_MS && aheadMs <= SCHEDULE_MAX_MS)) {
    throw invalid('schedule_out_of_range', 'scheduledFor', 'Must be from 30 minutes to 30 days ahead.')
  }
  return at
}

/** The longest way that is quoted, in metres: a long day's drive, beyond which the prices of a city mean nothing. */
const WAY_MAX_M = 1_000_000

/** @throws DomainError too_far when the way through all places is longer than is served. */
export function checkWay({ distanceM }: { distanceM: number }): void {
  if (distanceM <= WAY_MAX_M) return
  throw invalid('too_far', 'dropoff', `The way is longer than ${WAY_MAX_M / 1_000} km.`)
}

/** @throws DomainError too_heavy or too_large for the vehicle class. */
export async function checkCargo(context: Context, { cargo, vehicleClass }: QuoteInput): Promise<void> {
  if (!cargo) return
  const limits = await context.prices.classLimits(vehicleClass)
  if (limits && (cargo.weightKg ?? 0) > limits.capacityKg) {
    throw invalid('too_heavy', 'cargo.weightKg', `A ${vehicleClass} carries up to ${limits.capacityKg} kg.`)
  }
  if (limits && (cargo.volumeM3 ?? 0) > limits.capacityM3) {
    throw invalid('too_large', 'cargo.volumeM3', `A ${vehicleClass} carries up to ${limits.capacityM3} m³.`)
  }
}
