import { and, asc, eq, sql } from 'drizzle-orm'
import { documents, drivers, users, vehicles } from '../../../db/schema/index.ts'
import type { Context } from '../../platform/context.ts'
import { isDue } from './is-due.ts'

/** Papers are renewed by others, who want some days for it. */
const WITHIN_DAYS = 7
/** The midnight after the last day, in the company's time zone. */
const endsAtMs = sql<number>`(extract(epoch from (documents.expires_on + 1)::timestamp
  at time zone coalesce((select time_zone from fleet_settings), 'UTC')) * 1000)::float8`

/** Papers in use that end within a week, or have ended, the most urgent first, with whose they are and whom to call. */
export async function findEndingDocuments({ db, clock }: Context, { limit }: { limit: number }) {
  const rows = await db
    .select({ document: documents, plate: vehicles.plate, user: users, endsAtMs })
    .from(documents)
    .leftJoin(vehicles, eq(vehicles.id, documents.vehicleId))
    .leftJoin(
      drivers,
      sql`${drivers.userId} = ${documents.driverId} or ${drivers.vehicleId} = ${documents.vehicleId}`,
    )
    .leftJoin(users, eq(users.id, drivers.userId))
    .where(and(isDue(clock.now(), WITHIN_DAYS), sql`${vehicles.status} is distinct from 'retired'`))
    .orderBy(asc(documents.expiresOn), asc(documents.id))
    .limit(limit)
  return rows.map(({ document, plate, user, endsAtMs }) => ({
    id: document.id,
    kind: document.kind,
    subjectType: document.driverId ? ('driver' as const) : ('vehicle' as const),
    subjectId: (document.driverId ?? document.vehicleId) as string,
    subject: plate ?? user?.name ?? '',
    driverId: user?.id ?? null,
    driver: user && { name: user.name, phone: user.phone },
    endsAtMs,
  }))
}
