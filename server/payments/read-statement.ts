import type { EntryKind } from '../../db/schema/index.ts'
import { invalid, notFound } from '../errors.ts'
import { readRole } from '../identity/read-role.ts'
import { assertPeriod } from '../platform/assert-period.ts'
import type { Context } from '../platform/context.ts'
import { isCalendarDay } from '../platform/is-calendar-day.ts'
import { homeZone } from './home-zone.ts'

const PERIOD_MAX_DAYS = 93
const LINES_MAX = 20_000
/** No transaction lasts longer, so that nothing of the period is posted any more. */
const SETTLED_AFTER_MS = 60_000

/** Dates `YYYY-MM-DD`: from the first moment of `from` until before that of `to`, in the time zone. */
type Input = { ownerId: string; party: 'driver' | 'customer'; from: string; to: string; timeZone?: string }
type Line = {
  currency: string
  kind: EntryKind
  amount: number
  entryId: string
  bookingId: string | null
} & {
  invoiceId: string | null
  reason: string | null
  postedAt: Date
  localTime: string
}

/**
 * The account of a customer or driver in a period: by currency an opening balance, what was posted, each line with the
 * balance after it, and a closing balance. Above zero a customer owes, and a driver is owed. Postings are never changed, so
 * that a final statement is the same whenever it is asked for. Minor units. @throws DomainError period_invalid, not_found.
 */
export async function readStatement(context: Context, { ownerId, party, from, to, timeZone: asked }: Input) {
  if ((await readRole(context, ownerId)) !== party) throw notFound(party)
  const timeZone = asked ?? (await homeZone(context, ownerId))
  const period = await readPeriod(context, { from, to, timeZone })
  assertPeriod(period, PERIOD_MAX_DAYS)
  const sign = party === 'customer' ? 1 : -1
  const [openings, lines] = await Promise.all([
    readOpenings(context, ownerId, period.from),
    readLines(context, ownerId, period, timeZone),
  ])
  if (lines.length > LINES_MAX)
    throw invalid('period_invalid', 'to', `The period has more than ${LINES_MAX} lines.`)
  const isFinal = context.clock.now().getTime() >= period.to.getTime() + SETTLED_AFTER_MS
  const currencies = [...new Set([...openings, ...lines].map(({ currency }) => currency))].sort()
  const items = currencies.flatMap((currency) => {
    const opening = sign * (openings.find((each) => each.currency === currency)?.amount ?? 0) || 0
    const own = lines.filter((line) => line.currency === currency)
    return linesOf(currency, { opening, from, to }, own, sign)
  })
  return { party, ownerId, timeZone, from, to, isFinal, items, nextCursor: null }
}

function linesOf(
  currency: string,
  { opening, from, to }: { opening: number; from: string; to: string },
  lines: readonly Line[],
  sign: number,
) {
  const none = { entryId: null, bookingId: null, invoiceId: null, reason: null, currency, amount: 0 }
  let balance = opening
  const posted = lines.map(({ postedAt: _, ...line }) => {
    const amount = sign * line.amount
    balance += amount
    return { ...line, amount, balance }
  })
  return [
    { ...none, kind: 'opening_balance' as const, localTime: `${from} 00:00:00`, balance: opening },
    ...posted,
    { ...none, kind: 'closing_balance' as const, localTime: `${to} 00:00:00`, balance },
  ]
}

/** Where the dates begin in the time zone, as PostgreSQL has it. @throws DomainError period_invalid. */
async function readPeriod(
  { sql }: Context,
  { from, to, timeZone }: { from: string; to: string; timeZone: string },
) {
  if (!isCalendarDay(from) || !isCalendarDay(to))
    throw invalid('period_invalid', 'from', 'Must be dates of the calendar.')
  if (!Intl.supportedValuesOf('timeZone').includes(timeZone) && timeZone !== 'UTC')
    throw invalid('period_invalid', 'timeZone', 'Must be a time zone of the IANA database.')
  const [period] = await sql<{ from: Date; to: Date }[]>`
    select ${from}::date::timestamp at time zone ${timeZone} as from, ${to}::date::timestamp at time zone ${timeZone} as to`
  return period as { from: Date; to: Date }
}

function readOpenings({ sql }: Context, ownerId: string, at: Date) {
  return sql<{ currency: string; amount: number }[]>`
    select a.currency, sum(p.amount_minor)::float8 as amount
    from ledger_accounts a join ledger_postings p on p.account_id = a.id
    where a.owner_id = ${ownerId} and p.posted_at < ${at} group by a.currency`
}

/** One line an entry, whichever of the party's accounts it is on. */
function readLines(
  { sql }: Context,
  ownerId: string,
  { from, to }: { from: Date; to: Date },
  timeZone: string,
) {
  return sql<Line[]>`
    select e.currency, e.kind, sum(p.amount_minor)::float8 as amount, e.id as "entryId", e.booking_id as "bookingId",
      e.invoice_id as "invoiceId", e.reason, e.posted_at as "postedAt",
      to_char(e.posted_at at time zone ${timeZone}, 'YYYY-MM-DD HH24:MI:SS') as "localTime"
    from ledger_accounts a join ledger_postings p on p.account_id = a.id join ledger_entries e on e.id = p.entry_id
    where a.owner_id = ${ownerId} and p.posted_at >= ${from} and p.posted_at < ${to}
    group by e.id order by e.posted_at, e.id limit ${LINES_MAX + 1}`
}
