import type { driverAvailability } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'

type Seen = Pick<typeof driverAvailability.$inferSelect, 'driverId' | 'seenAt'>

/** The last sign of life: the row may be some seconds behind, and the index may have missed a broadcast; the later is right. */
export const heardAtMs = ({ driverIndex }: Pick<Context, 'driverIndex'>, { driverId, seenAt }: Seen) =>
  Math.max(seenAt.getTime(), driverIndex.get(driverId)?.position?.heardAtMs ?? 0)
