import { eq } from 'drizzle-orm'
import { drivers } from '../../../db/schema/index.ts'
import { broadcastDriver, broadcastOffers } from '../../assignment/broadcast-changes.ts'
import { withdrawOffers } from '../../assignment/withdraw-offers.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { holdRecord } from '../hold-with-haul.ts'
import { whyUnfit } from '../why-unfit.ts'
import type { DocumentRow } from './document-view.ts'

/**
 * Tells everybody to look again at the driver whom a paper is of, or whose vehicle's it is. Whoever may take no haul any more
 * has nothing open either; should this not come to its end, their yes is refused all the same.
 */
export async function refreshHolder(
  context: Context,
  { driverId, vehicleId }: Pick<DocumentRow, 'driverId' | 'vehicleId'>,
): Promise<void> {
  const holder = driverId ?? (vehicleId && (await readDriverOf(context, vehicleId)))
  if (!holder) return
  const withdrawn = await inTransaction(context, async (tx) => {
    await holdRecord(tx, holder)
    return (await whyUnfit(tx, holder)) ? withdrawOffers(tx, { driverId: holder }) : []
  })
  broadcastOffers(context, 'withdrawn', withdrawn)
  broadcastDriver(context, holder)
}

async function readDriverOf({ db }: Context, vehicleId: string): Promise<string | undefined> {
  const [row] = await db.select({ id: drivers.userId }).from(drivers).where(eq(drivers.vehicleId, vehicleId))
  return row?.id
}
