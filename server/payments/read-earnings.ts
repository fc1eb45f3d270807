import { readDriver } from '../admin/read-driver.ts'
import { assertPeriod } from '../platform/assert-period.ts'
import type { Context } from '../platform/context.ts'
import { type Figures, type KindSum, sumUp } from './earnings-figures.ts'
import { homeZone } from './home-zone.ts'

const PERIOD_MAX_DAYS = 366

type Period = { driverId: string; from: Date; to: Date }

/**
 * What a driver earned, collected and was paid from `from` until before `to`: in all by currency, with the balance at `to`
 * (above zero the platform owes them, below they owe it), and by day of the time zone of their market. Minor units.
 * @throws DomainError period_invalid, not_found.
 */
export async function readEarnings(context: Context, { driverId, from, to }: Period) {
  assertPeriod({ from, to }, PERIOD_MAX_DAYS)
  await readDriver(context, driverId)
  const timeZone = await homeZone(context, driverId)
  const [sums, balances] = await Promise.all([
    readSums(context, { driverId, from, to }, timeZone),
    readBalances(context, driverId, to),
  ])
  const byDay = Map.groupBy(sums, ({ day, currency }) => `${day} ${currency}`)
  const currencies = balances.map(({ currency, balance }) => {
    const own = sums.filter((sum) => sum.currency === currency)
    return { ...sumUp(currency, own), balance }
  })
  return {
    trips: currencies.reduce((sum, { trips }) => sum + trips, 0),
    totals: currencies
      .filter(({ trips }) => trips > 0)
      .map(({ fares, currency }) => ({ amount: fares, currency })),
    timeZone,
    currencies,
    days: [...byDay.values()].map((own): Figures & { day: string } => {
      const [{ day, currency }] = own as [KindSum & { day: string }]
      return { day, ...sumUp(currency, own) }
    }),
  }
}

/** By day, currency and kind of entry; what takes an entry back is of its kind. */
function readSums({ sql }: Context, { driverId, from, to }: Period, timeZone: string) {
  return sql<(KindSum & { day: string })[]>`
    select to_char(p.posted_at at time zone ${timeZone}, 'YYYY-MM-DD') as day, p.currency, coalesce(r.kind, e.kind) as kind,
      coalesce(-sum(p.amount_minor) filter (where a.kind = 'driver_payable'), 0)::float8 as "payableMinor",
      coalesce(sum(p.amount_minor) filter (where a.kind = 'driver_cash'), 0)::float8 as "cashMinor",
      count(distinct e.id)::int as entries
    from ledger_accounts a join ledger_postings p on p.account_id = a.id join ledger_entries e on e.id = p.entry_id
      left join ledger_entries r on r.id = e.reverses_id
    where a.owner_id = ${driverId} and p.posted_at >= ${from} and p.posted_at < ${to}
    group by 1, 2, 3 order by 1, 2, 3`
}

function readBalances({ sql }: Context, driverId: string, at: Date) {
  return sql<{ currency: string; balance: number }[]>`
    select a.currency, (0 - sum(p.amount_minor))::float8 as balance
    from ledger_accounts a join ledger_postings p on p.account_id = a.id
    where a.owner_id = ${driverId} and p.posted_at < ${at} group by a.currency order by a.currency`
}
