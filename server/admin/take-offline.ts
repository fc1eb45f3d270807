import { eq } from 'drizzle-orm'
import { driverAvailability } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import { appendEvents } from '../platform/event-log/append-events.ts'

/** Sets a driver offline in the caller's transaction, with its event; does nothing for one who already is. */
export async function takeOffline(context: Context, driverId: string, reason: string): Promise<void> {
  const [row] = await context.db
    .select()
    .from(driverAvailability)
    .where(eq(driverAvailability.driverId, driverId))
    .for('update')
  if (!row || row.status === 'offline') return
  await context.db
    .update(driverAvailability)
    .set({ status: 'offline', silentAt: null, changedAt: context.clock.now() })
    .where(eq(driverAvailability.driverId, driverId))
  await appendEvents(context, [
    {
      type: 'driver.offline',
      key: driverId,
      data: { driverId, from: row.status, to: 'offline', reason },
    },
  ])
}
