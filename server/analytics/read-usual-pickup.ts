import { sql } from 'drizzle-orm'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import type { Context } from '../platform/context.ts'

/** Fewer drives than this say nothing of an hour. */
const DRIVES_MIN = 8
/** The latest of so many days, and so many of them. */
const DAYS_MAX = 28
const DRIVES_MAX = 200
/** Four drives of five took no longer. */
const SHARE = 0.8
const DAY_MS = 86_400_000

/**
 * How many seconds most drivers of a class have taken from the assignment to the pickup in a market at a local hour, setting
 * off included; null where too few did.
 */
export async function readUsualPickupS(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  { market, vehicleClass, hour }: { market: string; vehicleClass: VehicleClass; hour: number },
): Promise<number | null> {
  const since = new Date(clock.now().getTime() - DAYS_MAX * DAY_MS).toISOString()
  const [row] = await db.execute<{ drives: number; usual_s: number | null }>(sql`
    select count(*)::int as drives, percentile_cont(${SHARE}) within group (order by actual_s) as usual_s from (
      select actual_s from eta_observations
      where leg = 'pickup' and market = ${market} and vehicle_class = ${vehicleClass} and hour = ${hour}
        and observed_at > ${since}::timestamptz
      order by observed_at desc limit ${DRIVES_MAX}) latest`)
  return row && row.drives >= DRIVES_MIN ? row.usual_s : null
}
