import { assertPeriod } from '../../platform/assert-period.ts'
import type { Context } from '../../platform/context.ts'
import { assertMarket } from './assert-market.ts'
import type { SurgePublication } from './market-surge.ts'
import { publicationView } from './surge-schemas.ts'

export const HISTORY_PAGE_MAX = 200
/** A page ends before this many cells, whatever its limit, but holds one publication at the least. */
const CELLS_MAX = 5_000
const PERIOD_MAX_DAYS = 31

type Query = { market: string; from: Date; to: Date; cell?: string; limit: number; cursor?: Date }
type Found = SurgePublication & { foundCount: number }

/**
 * A market's publications from `from` to before `to`, oldest first, with the inputs of their cells, or of one cell (and
 * of the override that held for it); the cursor is the time of the last one seen.
 * @throws DomainError market_unknown, period_invalid.
 */
export async function readHistory(context: Context, { market, from, to, cell, limit, cursor }: Query) {
  assertMarket(market)
  assertPeriod({ from, to }, PERIOD_MAX_DAYS)
  const { sql } = context
  const cells = cell
    ? sql`jsonb_path_query_array(cells, '$[*] ? (@.cell == $cell || @.cell == $market)', ${sql.json({ cell, market })})`
    : sql`cells`
  const rows = await sql<Found[]>`
    with found as (
      select id, market, published_at as "publishedAt", parameters_version as "parametersVersion",
        shadow_version as "shadowVersion", control_id as "controlId", ${cells} as cells
      from surge_publications
      where market = ${market} and published_at >= ${from} and published_at < ${to}
        and published_at > ${cursor ?? new Date(0)}
      order by published_at limit ${limit + 1}),
    counted as (
      select *, row_number() over way as nth, sum(jsonb_array_length(cells)) over way as total,
        (count(*) over ())::int as "foundCount" from found window way as (order by "publishedAt"))
    select * from counted where nth = 1 or (nth <= ${limit} and total <= ${CELLS_MAX}) order by nth`
  const last = rows.at(-1)
  return {
    items: rows.map(({ id, publishedAt, parametersVersion, shadowVersion, controlId, cells }) =>
      publicationView({ id, market, publishedAt, parametersVersion, shadowVersion, controlId, cells }),
    ),
    nextCursor: last && rows.length < last.foundCount ? last.publishedAt.toISOString() : null,
  }
}
