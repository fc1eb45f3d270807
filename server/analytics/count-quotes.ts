import { sql } from 'drizzle-orm'
import type { Context } from '../platform/context.ts'
import { cellsSince } from './cells-since.ts'
import { generationsMember, rollUpSql } from './roll-up.ts'
import { BOOKING_SPANS_S, CELL_SPANS_S } from './spans.ts'

const ROLL_UP = [
  rollUpSql({
    table: 'quote_rollups',
    keys: ['market', 'vehicle_class'],
    measures: ['quotes'],
    spansS: BOOKING_SPANS_S,
    rows: `select 1 as sign, f.quoted_at as at, f.market, f.vehicle_class, 1 as quotes from asked f`,
  }),
  rollUpSql({
    table: 'cell_rollups',
    keys: ['cell', 'vehicle_class'],
    measures: ['quoted'],
    spansS: CELL_SPANS_S,
    rows: `select 1 as sign, f.quoted_at as at, f.cell, f.vehicle_class, 1 as quoted
      from asked f, since where f.quoted_at >= since.at`,
  }),
].join(',\n')

/** Adds quotes that are kept to generations that they are no part of yet, in the caller's transaction. */
export async function countQuotes(
  tx: Context,
  ids: readonly string[],
  generations: readonly number[],
): Promise<void> {
  await tx.db.execute(sql`
    with asked as materialized (
        select q.* from quote_facts q where q.quote_id = any (${`{${ids.join(',')}}`}::uuid[])),
      ${generationsMember(generations)},
      since as (select ${cellsSince(tx).toISOString()}::timestamptz as at),
      ${sql.raw(ROLL_UP)}
    select`)
}
