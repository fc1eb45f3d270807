/*
 * Ends visits that no position will: of drivers who went off duty inside, be it by themselves or because they fell silent (then
 * the sweep of presence takes them off), and of zones that ended. A driver who is silent with goods on board is still on duty
 * and still inside, as far as anybody knows. Each end is one conditional update, so that it happens once however many sweep.
 */
import { and, eq, isNull } from 'drizzle-orm'
import { zones, zoneVisits } from '../../../db/schema/index.ts'
import type { VisitEnd } from '../../../db/schema/zones.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { appendEvents } from '../../platform/event-log/append-events.ts'
import type { FollowedDrivers } from './followed-drivers.ts'

type Open = Awaited<ReturnType<typeof readOpen>>[number]

/** Ends what is over, and has the worker forget drivers whose open visits are others than it remembers. */
export async function sweepVisits(context: Context, followed: FollowedDrivers): Promise<void> {
  const open = await readOpen(context)
  const openIds = new Map<string, Set<string>>()
  for (const visit of open) {
    const { driverId, id } = visit
    const endedBy = endOf(context, visit)
    if (endedBy) await endVisit(context, visit, endedBy)
    else openIds.set(driverId, (openIds.get(driverId) ?? new Set()).add(id))
  }
  followed.compare(openIds, context.clock.now().getTime())
}

function readOpen({ db }: Context) {
  const { id, zoneId, driverId, bookingId, enteredAt, judgedUntil, leftAt } = zoneVisits
  const { isActive, south, north, west, east } = zones
  return db
    .select({
      ...{ id, zoneId, driverId, bookingId, enteredAt, judgedUntil },
      ...{ isActive, south, north, west, east },
    })
    .from(zoneVisits)
    .innerJoin(zones, eq(zones.id, zoneId))
    .where(isNull(leftAt))
}

function endOf({ driverIndex }: Context, { driverId, isActive }: Open): VisitEnd | null {
  if (!isActive) return 'zone_ended'
  return driverIndex.get(driverId)?.status === 'offline' ? 'off_duty' : null
}

async function endVisit(context: Context, visit: Open, endedBy: VisitEnd): Promise<void> {
  const { id, zoneId, driverId, bookingId, enteredAt, judgedUntil, south, north, west, east } = visit
  const position = context.driverIndex.get(driverId)?.position
  const { lat, lng } = position ?? { lat: (south + north) / 2, lng: (west + east) / 2 }
  // Off duty they are where they last were, at the latest we know of.
  const lastMs = endedBy === 'off_duty' ? position?.recordedAtMs : undefined
  const leftAt = new Date(Math.max(enteredAt.getTime(), lastMs ?? context.clock.now().getTime()))
  const isEnded = await inTransaction(context, async (tx) => {
    const ended = await tx.db
      .update(zoneVisits)
      .set({ leftAt, endedBy, judgedUntil: leftAt > judgedUntil ? leftAt : judgedUntil })
      .where(and(eq(zoneVisits.id, id), isNull(zoneVisits.leftAt)))
      .returning({ id: zoneVisits.id })
    if (ended.length === 0) return false
    const data = { zoneId, driverId, bookingId, lat, lng, at: leftAt.toISOString() }
    await appendEvents(tx, [{ type: 'zone.left', key: driverId, data }])
    return true
  })
  if (isEnded) context.metrics.zoneEvents.inc({ event: 'left' })
}
