import { and, desc, eq, gte, isNotNull, isNull, lt, or } from 'drizzle-orm'
import { zones, zoneVisits } from '../../db/schema/index.ts'
import { type IdPage, rowsToRead, toPage } from '../admin/page.ts'
import { invalid, notFound } from '../errors.ts'
import type { Context } from '../platform/context.ts'

export const VISIT_COLUMNS = [
  'id',
  'zoneId',
  'zone',
  'driverId',
  'bookingId',
  'enteredAt',
  'dwelledAt',
  'leftAt',
  'endedBy',
] as const

export type VisitFilter = IdPage & {
  driverId?: string
  bookingId?: string
  isOpen?: boolean
  from?: string
  to?: string
}

/**
 * Visits of one geofence, or of all, the latest first: those that were at any time within the period, where one is given.
 * @throws DomainError not_found for no such zone, period_invalid.
 */
export async function listVisits(context: Context, filter: VisitFilter & { zoneId?: string }) {
  const { zoneId, driverId, bookingId, isOpen, cursor } = filter
  const [from, to] = [filter.from, filter.to].map((time) => (time === undefined ? undefined : new Date(time)))
  if (from && to && !(from < to)) throw invalid('period_invalid', 'to', 'Must be after `from`.')
  if (zoneId) {
    const [zone] = await context.db.select({ id: zones.id }).from(zones).where(eq(zones.id, zoneId))
    if (!zone) throw notFound('zone')
  }
  const { leftAt, enteredAt } = zoneVisits
  const rows = await context.db
    .select({ visit: zoneVisits, zone: zones.name })
    .from(zoneVisits)
    .innerJoin(zones, eq(zones.id, zoneVisits.zoneId))
    .where(
      and(
        zoneId ? eq(zoneVisits.zoneId, zoneId) : undefined,
        driverId ? eq(zoneVisits.driverId, driverId) : undefined,
        bookingId ? eq(zoneVisits.bookingId, bookingId) : undefined,
        isOpen === undefined ? undefined : isOpen ? isNull(leftAt) : isNotNull(leftAt),
        from && or(isNull(leftAt), gte(leftAt, from)),
        to && lt(enteredAt, to),
        cursor ? lt(zoneVisits.id, cursor) : undefined,
      ),
    )
    .orderBy(desc(zoneVisits.id))
    .limit(rowsToRead(filter))
  const flat = rows.map(({ visit, zone }) => ({ ...visit, zone }))
  return toPage(flat, filter, ({ judgedUntil: _, ...visit }) => ({
    ...visit,
    enteredAt: visit.enteredAt.toISOString(),
    dwelledAt: visit.dwelledAt?.toISOString() ?? null,
    leftAt: visit.leftAt?.toISOString() ?? null,
  }))
}
