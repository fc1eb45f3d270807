import { and, desc, eq, getTableColumns, gt, isNotNull, isNull, lt, lte, or, sql } from 'drizzle-orm'
import type { VehicleClass } from '../../../db/schema/fleet.ts'
import { rateCards } from '../../../db/schema/index.ts'
import { type IdPage, rowsToRead, toPage } from '../../admin/page.ts'
import { notFound } from '../../errors.ts'
import type { Context } from '../../platform/context.ts'
import { type RATE_CARD_STATUSES, rateCardView } from './rate-card-schemas.ts'

type Filter = IdPage & {
  market?: string
  class?: VehicleClass
  status?: (typeof RATE_CARD_STATUSES)[number]
  /** The moment at which the versions shall be in force. */
  at?: Date
}
type Dated = ReturnType<typeof datedVersions>

/** Versions of rate cards, newest first, each with when the next one of its market and class starts. */
export async function listVersions(context: Context, filter: Filter) {
  const now = context.clock.now()
  const { market, class: vehicleClass, status, at, cursor } = filter
  const dated = datedVersions(context)
  const rows = await context.db
    .select()
    .from(dated)
    .where(
      and(
        market ? eq(dated.market, market) : undefined,
        vehicleClass && eq(dated.vehicleClass, vehicleClass),
        status && hasStatus(dated, now)[status],
        at && hasStatus(dated, at).in_force,
        cursor ? lt(dated.id, cursor) : undefined,
      ),
    )
    .orderBy(desc(dated.id))
    .limit(rowsToRead(filter))
  return toPage(rows, filter, ({ endsAt, ...row }) => rateCardView(row, endsAt, now))
}

/** @throws DomainError not_found. */
export async function readVersion(context: Context, id: string) {
  const dated = datedVersions(context)
  const [found] = await context.db.select().from(dated).where(eq(dated.id, id))
  if (!found) throw notFound('version of a rate card')
  const { endsAt, ...row } = found
  return rateCardView(row, endsAt, context.clock.now())
}

/** A version that was withdrawn ends no other, and is ended by none. */
function datedVersions({ db }: Context) {
  const { market, vehicleClass, startsAt, withdrawnAt } = rateCards
  const next = sql<Date | null>`case when ${withdrawnAt} is null then
    lead(${startsAt}) over (partition by ${market}, ${vehicleClass}, ${withdrawnAt} is null order by ${startsAt}) end`
  return db
    .select({ ...getTableColumns(rateCards), endsAt: next.mapWith(startsAt).as('ends_at') })
    .from(rateCards)
    .as('dated')
}

function hasStatus({ withdrawnAt, startsAt, endsAt }: Dated, at: Date) {
  const isValid = isNull(withdrawnAt)
  // What the database computes has no column by which a time could be written.
  const moment = sql`${at.toISOString()}::timestamptz`
  const hasStarted = and(isValid, lte(startsAt, at))
  return {
    withdrawn: isNotNull(withdrawnAt),
    upcoming: and(isValid, gt(startsAt, at)),
    in_force: and(hasStarted, or(isNull(endsAt), gt(endsAt, moment))),
    superseded: and(hasStarted, lte(endsAt, moment)),
  }
}
