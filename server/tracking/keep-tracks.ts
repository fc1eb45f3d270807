import type { Deps } from '../platform/context.ts'
import type { LoggedPosition } from '../platform/position-log/port.ts'

/** How far `driver_availability.seen_at` may be behind, so that a driver costs four updates a minute and not one a report. */
const SEEN_BEHIND_MAX_S = 15
const DAY_MS = 86_400_000
const DAYS_AHEAD = 2

/** Writes points to `tracks`, then each driver's latest to the signs of life and the last-known positions; twice does no harm. */
export async function keepTracks({ sql, hotState }: Deps, points: readonly LoggedPosition[]): Promise<void> {
  if (points.length === 0) return
  await insertTracks(sql, points)
  const latest = [...new Map(points.map((point) => [point.driverId, point])).values()]
  await noteSeen(sql, latest)
  await hotState.setLastKnown(latest)
}

async function insertTracks(sql: Deps['sql'], points: readonly LoggedPosition[]): Promise<void> {
  const column = <K extends keyof LoggedPosition>(key: K) => points.map((point) => point[key])
  await sql`
    insert into tracks (driver_id, recorded_at, lat, lng, speed_mps, heading_deg, accuracy_m)
    select id, to_timestamp(at / 1000), lat, lng, speed, heading, accuracy from unnest(
      ${column('driverId')}::uuid[], ${column('recordedAtMs')}::float8[], ${column('lat')}::float8[], ${column('lng')}::float8[],
      ${column('speedMps')}::float8[], ${column('headingDeg')}::float8[], ${column('accuracyM')}::float8[]
    ) as points(id, at, lat, lng, speed, heading, accuracy)
    on conflict do nothing`
}

/** Makes signs of life last, so that a sweep in another process, or after a restart, goes by them. */
async function noteSeen(sql: Deps['sql'], latest: readonly LoggedPosition[]): Promise<void> {
  await sql`
    update driver_availability a set seen_at = to_timestamp(heard.at / 1000)
    from unnest(${latest.map((point) => point.driverId)}::uuid[], ${latest.map((point) => point.heardAtMs)}::float8[])
      as heard(id, at)
    where a.driver_id = heard.id and a.status <> 'offline'
      and a.seen_at < to_timestamp(heard.at / 1000) - make_interval(secs => ${SEEN_BEHIND_MAX_S})`
}

const partitionOf = (day: Date) => `tracks_${day.toISOString().slice(0, 10).replaceAll('-', '')}`

/** Since when tracks are kept: the day that the retention reaches back to is whole. */
export function tracksSince({ clock, config }: Pick<Deps, 'clock' | 'config'>): Date {
  const today = Math.floor(clock.now().getTime() / DAY_MS)
  return new Date((today - config.trackRetentionDays) * DAY_MS)
}

/** Makes the day partitions from yesterday to two days ahead and drops those past the retention; safe to run from many. */
export async function maintainTrackPartitions({
  sql,
  clock,
  config,
}: Pick<Deps, 'sql' | 'clock' | 'config'>): Promise<void> {
  await sql.begin(async (tx) => {
    // `if not exists` looks before it makes: two at once would both go on, and one fail.
    await tx`select pg_advisory_xact_lock(hashtext('track-partitions'))`
    const todayMs = Math.floor(clock.now().getTime() / DAY_MS) * DAY_MS
    for (let day = -1; day <= DAYS_AHEAD; day++) {
      const from = new Date(todayMs + day * DAY_MS)
      const to = new Date(from.getTime() + DAY_MS)
      await tx.unsafe(
        `create table if not exists ${partitionOf(from)} partition of tracks for values from ('${from.toISOString()}') to ('${to.toISOString()}')`,
      )
    }
    const oldest = partitionOf(tracksSince({ clock, config }))
    const stale = await tx<{ name: string }[]>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'tracks'::regclass and c.relname < ${oldest}`
    for (const { name } of stale) await tx.unsafe(`drop table if exists ${name}`)
  })
}
