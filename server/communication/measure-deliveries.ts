import type { Deps } from '../platform/context.ts'

/**
 * Measures what waits to be sent, and for how long the first of it has been due: what an endpoint that is left alone for
 * its failures has waiting is not late.
 */
export async function measureDeliveries({ sql, clock, metrics }: Deps): Promise<void> {
  const now = clock.now()
  const rows = await sql<{ channel: string; waiting: number; dueSince: Date | null }[]>`
    select 'webhook' as channel, count(*)::int as waiting,
      min(d.next_attempt_at) filter (where w.failures_in_row = 0 and w.status = 'enabled') as "dueSince"
    from webhook_deliveries d join webhooks w on w.id = d.webhook_id where d.state = 'waiting'
    union all
    select 'email', count(*)::int, min(next_attempt_at) from emails where state = 'waiting'`
  for (const { channel, waiting, dueSince } of rows) {
    const lateMs = dueSince ? Math.max(0, now.getTime() - dueSince.getTime()) : 0
    metrics.deliveriesWaiting.set({ channel }, waiting)
    metrics.deliveryLateSeconds.set({ channel }, lateMs / 1_000)
  }
}
