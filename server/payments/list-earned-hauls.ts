import { type IdPage, rowsToRead, toPage } from '../admin/page.ts'
import { readDriver } from '../admin/read-driver.ts'
import { assertPeriod } from '../platform/assert-period.ts'
import type { Context } from '../platform/context.ts'
import { type KindSum, sumUp } from './earnings-figures.ts'

const PERIOD_MAX_DAYS = 366

type Input = IdPage & { driverId: string; from: Date; to: Date }
/** By the entry that it was earned by. */
type Haul = { id: string; bookingId: string; at: Date }

/**
 * The bookings that a driver earned something by from `from` until before `to`, newest first, each with all that came of it
 * since; from past `cursor`. Minor units. @throws DomainError period_invalid, not_found.
 */
export async function listEarnedHauls(context: Context, input: Input) {
  const { driverId, from, to, cursor } = input
  assertPeriod({ from, to }, PERIOD_MAX_DAYS)
  await readDriver(context, driverId)
  const { sql } = context
  const found = await sql<Haul[]>`
    select e.id, e.booking_id as "bookingId", e.posted_at as at
    from ledger_accounts a join ledger_postings p on p.account_id = a.id join ledger_entries e on e.id = p.entry_id
    where a.owner_id = ${driverId} and a.kind = 'driver_payable' and e.kind in ('fare', 'cancellation_fee')
      and p.posted_at >= ${from} and p.posted_at < ${to} ${cursor ? sql`and e.id < ${cursor}` : sql``}
    order by e.id desc limit ${rowsToRead(input)}`
  const { items: hauls, nextCursor } = toPage(found, input, (haul) => haul)
  if (hauls.length === 0) return { items: [], nextCursor }
  const sums = await readSums(
    context,
    driverId,
    hauls.map(({ bookingId }) => bookingId),
  )
  return {
    items: hauls.map(({ bookingId, at }) => {
      const own = sums.filter((sum) => sum.bookingId === bookingId)
      const { trips: _, cashRemitted: __, paidOut: ___, ...figures } = sumUp(own[0]?.currency as string, own)
      return { bookingId, at: at.toISOString(), ...figures }
    }),
    nextCursor,
  }
}

function readSums({ sql }: Context, driverId: string, bookingIds: readonly string[]) {
  return sql<(KindSum & { bookingId: string })[]>`
    select e.booking_id as "bookingId", p.currency, e.kind, count(distinct e.id)::int as entries,
      coalesce(-sum(p.amount_minor) filter (where a.kind = 'driver_payable'), 0)::float8 as "payableMinor",
      coalesce(sum(p.amount_minor) filter (where a.kind = 'driver_cash'), 0)::float8 as "cashMinor"
    from ledger_entries e join ledger_postings p on p.entry_id = e.id join ledger_accounts a on a.id = p.account_id
    where e.booking_id in ${sql([...bookingIds])} and a.owner_id = ${driverId}
    group by 1, 2, 3`
}
