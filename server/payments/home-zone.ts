import type { Context } from '../platform/context.ts'
import { readTimeZone } from '../pricing/read-time-zone.ts'

/** The time zone of the market of a customer's or driver's first charge, which stays whatever follows; UTC before it. */
export async function homeZone(context: Context, ownerId: string): Promise<string> {
  const [first] = await context.sql<{ market: string }[]>`
    select f.market from ledger_accounts a, lateral (
      select e.market, p.posted_at from ledger_postings p join ledger_entries e on e.id = p.entry_id
      where p.account_id = a.id and e.market is not null order by p.posted_at, p.entry_id limit 1) f
    where a.owner_id = ${ownerId} order by f.posted_at limit 1`
  return first ? readTimeZone(context, first.market) : 'UTC'
}
