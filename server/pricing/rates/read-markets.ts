import { sql } from 'drizzle-orm'
import { cellToLatLng, isValidCell } from 'h3-js'
import type { Context } from '../../platform/context.ts'

/** The markets that have prices by now: where they are, and what is paid and which time it is there. */
export async function readMarkets({ db, clock }: Pick<Context, 'db' | 'clock'>) {
  const rows = await db.execute<{ market: string; currency: string; timeZone: string }>(sql`
    select distinct on (market) market, currency, time_zone as "timeZone" from rate_cards
    where withdrawn_at is null and starts_at <= ${clock.now().toISOString()}::timestamptz
    order by market, starts_at desc, version desc`)
  return rows
    .filter(({ market }) => isValidCell(market))
    .map(({ market, ...terms }) => {
      const [lat, lng] = cellToLatLng(market)
      return { market, lat, lng, ...terms }
    })
}
