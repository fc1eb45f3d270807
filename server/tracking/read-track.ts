import { and, asc, eq, gt, gte, lt } from 'drizzle-orm'
import { tracks } from '../../db/schema/index.ts'
import { readDriver } from '../admin/read-driver.ts'
import { assertPeriod } from '../platform/assert-period.ts'
import type { Context } from '../platform/context.ts'

export const TRACK_POINTS_MAX = 5_000
const PERIOD_MAX_DAYS = 7

/**
 * A driver's track from `from` to before `to`, oldest first, in pages of `limit` points; the cursor is the time of the last
 * point seen. @throws DomainError period_invalid, not_found.
 */
export async function readTrack(
  context: Context,
  {
    driverId,
    from,
    to,
    limit,
    cursor,
  }: { driverId: string; from: Date; to: Date; limit: number; cursor?: Date },
) {
  assertPeriod({ from, to }, PERIOD_MAX_DAYS)
  await readDriver(context, driverId)
  const rows = await context.db
    .select()
    .from(tracks)
    .where(
      and(
        eq(tracks.driverId, driverId),
        gte(tracks.recordedAt, from),
        lt(tracks.recordedAt, to),
        cursor ? gt(tracks.recordedAt, cursor) : undefined,
      ),
    )
    .orderBy(asc(tracks.recordedAt))
    .limit(limit + 1)
  const items = rows.slice(0, limit).map(({ lat, lng, speedMps, headingDeg, recordedAt }) => ({
    lat,
    lng,
    speedMps,
    headingDeg,
    recordedAt: recordedAt.toISOString(),
  }))
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.recordedAt ?? null) : null }
}
