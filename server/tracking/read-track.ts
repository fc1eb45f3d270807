import { and, asc, eq, gt, gte, lt } from 'drizzle-orm'
import { tracks } from '../../db/schema/index.ts'
import { readDriver } from '../admin/read-driver.ts'
import { invalid } from '../errors.ts'
import type { Context } from '../platform/context.ts'

export const TRACK_POINTS_MAX = 5_000
const PERIOD_MAX_DAYS = 7
const PERIOD_MAX_MS = PERIOD_MAX_DAYS * 86_400_000

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
  if (from >= to) throw invalid('period_invalid', 'to', '`to` must be later than `from`.')
  if (to.getTime() - from.getTime() > PERIOD_MAX_MS)
    throw invalid('period_invalid', 'to', `The period may span at most ${PERIOD_MAX_DAYS} days.`)
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
