import type { VehicleClass } from '../../../db/schema/fleet.ts'
import { readDuty } from '../../analytics/read-duty.ts'
import type { Context } from '../../platform/context.ts'
import type { Bbox } from '../grid.ts'
import { assertWindow, type Window } from './assert-window.ts'
import { DEGREE_PARTS, type PathPoint, packPath, thinPath } from './thin-path.ts'

export const PATHS_PAGE_MAX = 500
/** Positions of one driver that are read of a window: one each 15 seconds of an hour. */
const SAMPLES_MAX = 240
const TOLERANCE_M = 10

type Query = Window & { bbox?: Bbox; limit: number; cursor?: string }
type Row = { id: string; name: string; vehicleClass: VehicleClass; path: PathPoint[] }

/**
 * Where the drivers drove from `from` to before `to`, by their ids, each with their whole path as thin as ten metres allow;
 * with a box those who were in it at any time. @throws DomainError period_invalid, no_longer_kept.
 */
export async function readPaths(context: Context, { from, to, bbox, limit, cursor }: Query) {
  assertWindow(context, { from, to })
  const rows = await readRows(context, {
    from,
    to,
    limit: limit + 1,
    ...(bbox && { bbox }),
    ...(cursor && { cursor }),
  })
  const page = rows.slice(0, limit)
  const driverIds = page.map(({ id }) => id)
  const duty = Map.groupBy(await readDuty(context, { driverIds, from, to }), ({ driverId }) => driverId)
  return {
    items: page.map(({ id, name, vehicleClass, path }) => ({
      ...{ id, name, vehicleClass },
      duty: (duty.get(id) ?? []).map(({ status, startedAt, endedAt }) => ({
        status,
        from: startedAt.toISOString(),
        to: endedAt?.toISOString() ?? null,
      })),
      path: packPath(thinPath(path, TOLERANCE_M)),
    })),
    nextCursor: rows.length > limit ? (driverIds.at(-1) ?? null) : null,
  }
}

function readRows({ sql }: Context, { from, to, bbox, limit, cursor }: Query): Promise<Row[]> {
  const stepDs = Math.max(10, Math.ceil((to.getTime() - from.getTime()) / 100 / SAMPLES_MAX))
  const isInWindow = sql`t.driver_id = d.user_id and t.recorded_at >= ${from} and t.recorded_at < ${to}`
  const isInBox = bbox
    ? sql`and t.lat between ${bbox.south} and ${bbox.north} and ${isBetween(sql, bbox)}`
    : sql``
  return sql<Row[]>`
    with page as (
      select d.user_id, u.name, d.vehicle_class from drivers d join users u on u.id = d.user_id
      where exists (select from tracks t where ${isInWindow} ${isInBox})
        ${cursor ? sql`and d.user_id > ${cursor}` : sql``}
      order by d.user_id limit ${limit})
    select d.user_id as id, d.name, d.vehicle_class as "vehicleClass", driven.path
    from page d cross join lateral (
      select json_agg(array[(date_part('epoch', at - ${from}::timestamptz) * 10)::int,
        round(lat * ${DEGREE_PARTS}::int)::int, round(lng * ${DEGREE_PARTS}::int)::int] order by at) as path from (
        select distinct on (step) at, lat, lng from (
          select t.recorded_at as at, t.lat, t.lng,
            date_bin(${stepDs}::int * interval '0.1 s', t.recorded_at, ${from}::timestamptz) as step
          from tracks t where ${isInWindow}) as reported
        order by step, at) as sampled) as driven
    order by d.user_id`
}

/** West of east, or past the antimeridian. */
const isBetween = (sql: Context['sql'], { west, east }: Bbox) =>
  west <= east ? sql`t.lng between ${west} and ${east}` : sql`(t.lng >= ${west} or t.lng <= ${east})`
