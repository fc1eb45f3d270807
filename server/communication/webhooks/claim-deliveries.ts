/*
 * Which deliveries a sender takes next. Each endpoint has places of its own, so that one with much waiting or a slow
 * answer holds up nobody else: a healthy one several, one that fails a single place, and all failing ones together at most
 * half of a sender's. Rows are taken by FOR UPDATE SKIP LOCKED and leased by moving their next attempt past the longest
 * that an attempt can take: two senders take different ones, and what a killed sender had taken is due again by itself.
 */
import type { Deps } from '../../platform/context.ts'

export const CONCURRENT_MAX = 64
const PER_ENDPOINT_MAX = 4
const FAILING_MAX = CONCURRENT_MAX / 2
/** Well above the deadline of an attempt and of what is written before and after it. */
export const LEASE_MS = 60_000

export type Claimed = {
  id: string
  webhookId: string
  eventId: string
  type: string
  body: string
  /** The number of this attempt. */
  attempts: number
  isTrial: boolean
}
/** Attempts under way in this process, by webhook. */
export type UnderWay = ReadonlyMap<string, { count: number; trials: number }>

/** Takes what is due and has a place, and leases it to the caller. */
export async function claimDeliveries({ sql, clock }: Deps, underWay: UnderWay): Promise<Claimed[]> {
  const now = clock.now()
  const busy = [...underWay]
  const [count, trials] = (['count', 'trials'] as const).map((of) =>
    busy.reduce((sum, [, entry]) => sum + entry[of], 0),
  ) as [number, number]
  const free = CONCURRENT_MAX - count
  if (free <= 0) return []
  return sql<Claimed[]>`
    with busy as (
      select * from unnest(${busy.map(([id]) => id)}::uuid[], ${busy.map(([, it]) => it.count)}::int[]) as b (id, count)
    ), open as (
      select w.id, w.failures_in_row > 0 as is_trial, coalesce(b.count, 0) as count
      from webhooks w left join busy b using (id)
      where w.status = 'enabled' and (w.paused_until is null or w.paused_until <= ${now})
        and exists (select 1 from webhook_deliveries d
          where d.webhook_id = w.id and d.state = 'waiting' and d.next_attempt_at <= ${now})
    ), chosen as (
      (select * from open where not is_trial)
      union all (select * from open where is_trial and count = 0 order by random() limit ${Math.max(0, FAILING_MAX - trials)})
    ), due as (
      select d.id, c.is_trial from chosen c cross join lateral (
        select id, next_attempt_at from webhook_deliveries
        where webhook_id = c.id and state = 'waiting' and next_attempt_at <= ${now}
        order by next_attempt_at limit greatest(0, case when c.is_trial then 1 else ${PER_ENDPOINT_MAX}::int end - c.count)
        for update skip locked
      ) d order by c.count, d.next_attempt_at limit ${free}
    )
    update webhook_deliveries d
      set attempts = attempts + 1, next_attempt_at = ${new Date(now.getTime() + LEASE_MS)}
    from due where d.id = due.id
    returning d.id, d.webhook_id as "webhookId", d.event_id as "eventId", d.type, d.body, d.attempts,
      due.is_trial as "isTrial"`
}
