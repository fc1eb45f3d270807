import { and, eq, gte, isNull } from 'drizzle-orm'
import { zoneVisits } from '../../../db/schema/index.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { appendEvents } from '../../platform/event-log/append-events.ts'
import { holdName } from '../../platform/hold-name.ts'
import type { Moment } from './judge-fixes.ts'

/**
 * Writes what has become certain of a driver, with its events, in one transaction. False, and nothing is written, when the
 * table knows better: another worker has judged these positions, or the sweep has ended a visit. What is known of the
 * driver must then be read again.
 */
export async function settleMoments(
  context: Context,
  driverId: string,
  moments: readonly Moment[],
): Promise<boolean> {
  const bookingId = context.driverIndex.get(driverId)?.bookingId ?? null
  try {
    await inTransaction(context, async (tx) => {
      // Two workers that both follow the driver come one after the other, and the second sees what the first has written.
      await holdName(tx, `visits ${driverId}`)
      for (const moment of moments) if (!(await write(tx, driverId, bookingId, moment))) throw new Overtaken()
      await appendEvents(
        tx,
        moments.map(({ kind, visit, at: { lat, lng, recordedAtMs } }) => ({
          type: `zone.${kind}` as const,
          key: driverId,
          data: {
            zoneId: visit.zoneId,
            driverId,
            bookingId,
            lat,
            lng,
            at: new Date(recordedAtMs).toISOString(),
          },
        })),
      )
    })
  } catch (error) {
    if (error instanceof Overtaken) return false
    throw error
  }
  for (const { kind } of moments) context.metrics.zoneEvents.inc({ event: kind })
  return true
}

class Overtaken extends Error {}

async function write(
  tx: Context,
  driverId: string,
  bookingId: string | null,
  { kind, visit, at, judgedAtMs }: Moment,
): Promise<boolean> {
  const [atTime, judgedUntil] = [new Date(at.recordedAtMs), new Date(judgedAtMs)]
  const isOpen = and(eq(zoneVisits.id, visit.id), isNull(zoneVisits.leftAt))
  const { id } = zoneVisits
  if (kind === 'left') {
    const change = { leftAt: atTime, endedBy: 'left' as const, judgedUntil }
    return (await tx.db.update(zoneVisits).set(change).where(isOpen).returning({ id })).length > 0
  }
  if (kind === 'dwelled') {
    const isFirst = and(isOpen, isNull(zoneVisits.dwelledAt))
    const change = { dwelledAt: atTime, judgedUntil }
    return (await tx.db.update(zoneVisits).set(change).where(isFirst).returning({ id })).length > 0
  }
  const { zoneId } = visit
  const ofBoth = and(eq(zoneVisits.driverId, driverId), eq(zoneVisits.zoneId, zoneId))
  const later = await tx.db
    .select({ id })
    .from(zoneVisits)
    .where(and(ofBoth, gte(zoneVisits.judgedUntil, judgedUntil)))
    .limit(1)
  if (later.length > 0) return false
  const row = { id: visit.id, zoneId, driverId, bookingId, enteredAt: atTime, judgedUntil }
  return (await tx.db.insert(zoneVisits).values(row).onConflictDoNothing().returning({ id })).length > 0
}
