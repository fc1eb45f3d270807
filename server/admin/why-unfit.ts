import { eq, type SQL, sql } from 'drizzle-orm'
import { type DocumentKind, drivers } from '../../db/schema/index.ts'
import { conflict } from '../errors.ts'
import type { Context } from '../platform/context.ts'

/** Why a driver takes no haul, beside what `vehicles.status` tells. */
export type Unfitness = 'vehicle_maintenance' | 'documents_invalid'

/** Today in the company's time zone, by which papers run out; UTC until an admin has said otherwise. */
export const companyDay = (now: Date): SQL<string> =>
  sql<string>`(${now.toISOString()}::timestamptz at time zone coalesce((select time_zone from fleet_settings), 'UTC'))::date`

const moment = (time: Date) => sql`${time.toISOString()}::timestamptz`

/** What the company asks of its fleet, with its days of two moments, for `from … s`. */
const settingsOn = (at: SQL, until: SQL) =>
  sql`(select *, (${at} at time zone time_zone)::date as today, (${until} at time zone time_zone)::date as last_day
    from fleet_settings)`

/** Beside `settingsOn(…) s`: the kinds of papers among the needed that an owner has no valid one of on these days. */
const lackedKinds = (needed: SQL, owner: SQL) =>
  sql`select needed.kind from unnest(${needed}) as needed(kind) where not exists (
    select from documents d where ${owner} and d.kind = needed.kind and d.removed_at is null
      and (d.issued_on is null or d.issued_on <= s.today) and (d.expires_on is null or d.expires_on >= s.last_day))`

/** The kinds of papers that are required now and that a driver, or a vehicle, has no valid one of. */
export async function readLackedPapers(
  context: Context,
  { subjectType, subjectId }: { subjectType: 'driver' | 'vehicle'; subjectId: string },
): Promise<DocumentKind[]> {
  const now = moment(context.clock.now())
  const lacked =
    subjectType === 'driver'
      ? lackedKinds(sql`s.driver_documents`, sql`d.driver_id = ${subjectId}`)
      : lackedKinds(sql`s.vehicle_documents`, sql`d.vehicle_id = ${subjectId}`)
  const rows = await context.db.execute<{ kind: DocumentKind }>(
    sql`select lacked.kind from ${settingsOn(now, now)} s, lateral (${lacked}) lacked order by lacked.kind`,
  )
  return rows.map(({ kind }) => kind)
}

/**
 * For a statement that reads `drivers`: whether their vehicle is in the workshop at any time from `from` to `to`, be it that
 * nobody has marked it so yet, or a paper that is required of them or of it is missing, not valid yet, or over by then.
 */
export function unfitness(from: Date, to = from): SQL<Unfitness | null> {
  const [at, until] = [moment(from), moment(to)]
  const lacks = (needed: SQL, owner: SQL) => sql`exists (${lackedKinds(needed, owner)})`
  return sql<Unfitness | null>`case
    when exists (select from maintenance_periods p where p.vehicle_id = drivers.vehicle_id
      and p.state in ('planned', 'under_way') and p.starts_at <= ${until} and (p.ends_at is null or p.ends_at > ${at}))
    then 'vehicle_maintenance'
    when exists (select from ${settingsOn(at, until)} s
      where ${lacks(sql`s.driver_documents`, sql`d.driver_id = drivers.user_id`)}
        or ${lacks(sql`s.vehicle_documents`, sql`d.vehicle_id = drivers.vehicle_id`)})
    then 'documents_invalid' end`
}

/** Why a driver takes no haul now, or in a time to come, or null; read after their lock, it counts until the end of the transaction. */
export async function whyUnfit(
  context: Context,
  driverId: string,
  { startsAt, endsAt = startsAt } = { startsAt: context.clock.now() } as { startsAt: Date; endsAt?: Date },
): Promise<Unfitness | null> {
  const [row] = await context.db
    .select({ why: unfitness(startsAt, endsAt) })
    .from(drivers)
    .where(eq(drivers.userId, driverId))
  return row?.why ?? null
}

/** @throws DomainError documents_invalid when that is why. */
export function assertDocuments(why: string | null): void {
  if (why === 'documents_invalid')
    throw conflict('documents_invalid', 'A paper that is required of the driver or the vehicle is not valid.')
}
