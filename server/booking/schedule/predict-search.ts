/*
 * When a scheduled booking's driver is looked for: as long before the pickup as its driver will need to get there, and a
 * margin for the search itself. What a driver will need is what most needed in that market, class and hour; where too few
 * drove, the way of the drivers of now for a pickup that is near, else a usual way as trips have corrected it.
 */
import type { VehicleClass } from '../../../db/schema/fleet.ts'
import type { GeoPoint } from '../../../db/schema/index.ts'
import { readUsualPickupS } from '../../analytics/read-usual-pickup.ts'
import type { Config } from '../../config.ts'
import type { Context } from '../../platform/context.ts'
import { SILENT_AFTER_MS } from '../../tracking/driver.ts'
import { solarHour } from '../../tracking/geo.ts'

type Ahead = { market: string; vehicleClass: VehicleClass; pickup: GeoPoint; scheduledFor: Date }
type Limits = Pick<Config, 'scheduleMarginMs' | 'scheduleLeadMinMs'>

/** Who is near now may still be near then. */
const SUPPLY_HOLDS_MS = 2 * 3_600_000
/** The nearest may be gone by then: of so many the farthest counts. */
const NEAREST_MAX = 3
const USUAL_PICKUP_S = 600
/** However long pickups took: nobody is looked for earlier than a driver would start from the next town. */
const PICKUP_MAX_S = 3_600

/** When to look for the driver of a booking at `scheduledFor`, from now at the earliest. */
export async function predictSearchAt(context: Context, ahead: Ahead): Promise<Date> {
  const pickupS = await predictPickupS(context, ahead)
  return searchAt(ahead.scheduledFor, { pickupS, now: context.clock.now() }, context.config)
}

/**
 * The pickup's time less the predicted way in seconds (an hour at most counts) and the margin; no later than the least lead,
 * and never before `now`.
 */
export function searchAt(
  scheduledFor: Date,
  { pickupS, now }: { pickupS: number; now: Date },
  { scheduleMarginMs, scheduleLeadMinMs }: Limits,
): Date {
  const neededMs = Math.min(Math.max(pickupS, 0), PICKUP_MAX_S) * 1_000 + scheduleMarginMs
  const atMs = scheduledFor.getTime() - Math.max(neededMs, scheduleLeadMinMs)
  return new Date(Math.max(Math.round(atMs), now.getTime()))
}

async function predictPickupS(context: Context, ahead: Ahead): Promise<number> {
  const { market, vehicleClass, pickup, scheduledFor } = ahead
  const hour = solarHour(pickup.lng, scheduledFor)
  const usualS = await readUsualPickupS(context, { market, vehicleClass, hour })
  if (usualS !== null) return usualS
  const nowMs = context.clock.now().getTime()
  const near =
    scheduledFor.getTime() - nowMs > SUPPLY_HOLDS_MS
      ? []
      : context.driverIndex.nearest({
          ...{ lat: pickup.lat, lng: pickup.lng, k: NEAREST_MAX, vehicleClass },
          freshAfterMs: nowMs - SILENT_AFTER_MS,
        })
  if (near.length === 0)
    return USUAL_PICKUP_S * context.corrections.factorOf(market, vehicleClass, 'pickup', hour)
  const places = near.flatMap(({ driverId }) => context.driverIndex.get(driverId)?.position ?? [])
  return Math.max(...places.map((place) => context.routing.etaS(place, pickup, vehicleClass, hour)))
}
