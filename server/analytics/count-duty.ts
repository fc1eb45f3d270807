import { sql } from 'drizzle-orm'
import type { Context } from '../platform/context.ts'
import { generationsMember, rollUpSql } from './roll-up.ts'
import { DRIVER_SPANS_S } from './spans.ts'

const seconds = (status: string) =>
  `case when p.status = '${status}' then round(extract(epoch from p.ended_at - p.started_at)) else 0 end`

const ROLL_UP = rollUpSql({
  table: 'duty_rollups',
  keys: ['driver_id'],
  measures: ['available_s', 'paused_s'],
  spansS: DRIVER_SPANS_S,
  rows: `select 1 as sign, p.started_at as at, p.driver_id, ${seconds('available')} as available_s,
    ${seconds('paused')} as paused_s from ended p`,
})

/** Adds what drivers have ended of their duty to generations that it is no part of yet, in the caller's transaction. */
export async function countDuty(
  tx: Context,
  driverIds: readonly string[],
  generations: readonly number[],
): Promise<void> {
  await tx.db.execute(sql`
    with ${generationsMember(generations)},
      ended as (select * from duty_periods
        where driver_id = any (${`{${driverIds.join(',')}}`}::uuid[]) and ended_at is not null),
      ${sql.raw(ROLL_UP)}
    select`)
}

type Change = { driverId: string; to: string; at: Date }

/**
 * Ends the driver's duty as it was, counts it, and begins the next; in the caller's transaction. The same change again, or an
 * older one, changes nothing.
 */
export async function changeDuty(
  tx: Context,
  { driverId, to, at: changedAt }: Change,
  generations: readonly number[],
): Promise<void> {
  const at = changedAt.toISOString()
  await tx.db.execute(sql`
    with ${generationsMember(generations)},
      open as materialized (select * from duty_periods
        where driver_id = ${driverId} and ended_at is null and started_at < ${at}::timestamptz for update),
      ended as materialized (
        select driver_id, status, greatest(started_at, day) as started_at,
          least(${at}::timestamptz, day + interval '24 hours') as ended_at
        from open, generate_series(date_bin('24 hours', started_at, timestamptz 'epoch'),
          ${at}::timestamptz - interval '1 microsecond', '24 hours') as day),
      kept as (
        insert into duty_periods (driver_id, started_at, status, ended_at)
        select driver_id, started_at, status, ended_at from ended
        on conflict (driver_id, started_at) do update set ended_at = excluded.ended_at),
      ${sql.raw(ROLL_UP)}
    select`)
  // Of two changes in one moment the second holds.
  await tx.db.execute(sql`delete from duty_periods
    where driver_id = ${driverId} and ended_at is null and started_at = ${at}::timestamptz`)
  if (to === 'offline') return
  await tx.db.execute(sql`insert into duty_periods (driver_id, started_at, status)
    select ${driverId}, ${at}::timestamptz, ${to}
    where not exists (select from duty_periods
      where driver_id = ${driverId} and (ended_at is null or started_at >= ${at}::timestamptz))
    on conflict do nothing`)
}
