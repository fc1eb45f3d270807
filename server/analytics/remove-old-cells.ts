import type { Deps } from '../platform/context.ts'
import { cellsSince } from './cells-since.ts'

const REMOVED_MAX = 10_000

/**
 * Deletes what is older of single cells than its retention, and the marks of minutes that were sampled before; a bounded
 * number per call, so that no transaction grows long. Returns how many rows it deleted.
 */
export async function removeOldCells(deps: Pick<Deps, 'sql' | 'clock' | 'config'>) {
  const { sql } = deps
  const before = cellsSince(deps)
  const [cells, supply, minutes] = await Promise.all([
    sql`delete from cell_rollups where ctid in (
      select ctid from cell_rollups where starts_at < ${before} limit ${REMOVED_MAX})`,
    sql`delete from supply_cells where ctid in (
      select ctid from supply_cells where starts_at < ${before} limit ${REMOVED_MAX})`,
    sql`delete from supply_samples where ctid in (
      select ctid from supply_samples where span_s = 60 and starts_at < ${before} limit ${REMOVED_MAX})`,
  ])
  return cells.count + supply.count + minutes.count
}
