import type { Deps } from '../platform/context.ts'
import type { LoggedPosition } from '../platform/position-log/port.ts'

const ROWS_MAX = 5_000
const DAY_MS = 86_400_000
const DAYS_AHEAD = 2

/** Writes what has come since the last call to `tracks` and the last-known positions. Returns how many points. */
export async function flushTracks({ positionLog, sql, hotState }: Deps): Promise<number> {
  const points = positionLog.take()
  const latest = new Map(points.map((point) => [point.driverId, point]))
  let written = 0
  try {
    await hotState.setLastKnown([...latest.values()])
    for (; written < points.length; written += ROWS_MAX)
      await insertTracks(sql, points.slice(written, written + ROWS_MAX))
  } catch (error) {
    // What is not written yet waits for the next flush, within the bounds of the log.
    positionLog.append(points.slice(written))
    throw error
  }
  return points.length
}

async function insertTracks(sql: Deps['sql'], points: LoggedPosition[]): Promise<void> {
  const column = <K extends keyof LoggedPosition>(key: K) => points.map((point) => point[key])
  await sql`
    insert into tracks (driver_id, recorded_at, lat, lng, speed_mps, heading_deg, accuracy_m)
    select id, to_timestamp(at / 1000), lat, lng, speed, heading, accuracy from unnest(
      ${column('driverId')}::uuid[], ${column('recordedAtMs')}::float8[], ${column('lat')}::float8[], ${column('lng')}::float8[],
      ${column('speedMps')}::float8[], ${column('headingDeg')}::float8[], ${column('accuracyM')}::float8[]
    ) as points(id, at, lat, lng, speed, heading, accuracy)
    on conflict do nothing`
}

const partitionOf = (day: Date) => `tracks_${day.toISOString().slice(0, 10).replaceAll('-', '')}`

/** Makes the day partitions from yesterday to two days ahead and drops those past the retention; safe to run from many. */
export async function maintainTrackPartitions({
  sql,
  clock,
  config,
}: Pick<Deps, 'sql' | 'clock' | 'config'>): Promise<void> {
  const todayMs = Math.floor(clock.now().getTime() / DAY_MS) * DAY_MS
  for (let day = -1; day <= DAYS_AHEAD; day++) {
    const from = new Date(todayMs + day * DAY_MS)
    const to = new Date(from.getTime() + DAY_MS)
    await sql.unsafe(
      `create table if not exists ${partitionOf(from)} partition of tracks for values from ('${from.toISOString()}') to ('${to.toISOString()}')`,
    )
  }
  const oldest = partitionOf(new Date(todayMs - config.trackRetentionDays * DAY_MS))
  const stale = await sql<{ name: string }[]>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'tracks'::regclass and c.relname < ${oldest}`
  for (const { name } of stale) await sql.unsafe(`drop table if exists ${name}`)
}
