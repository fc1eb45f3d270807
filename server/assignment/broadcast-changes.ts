import {
  type DriverChange,
  driverChangesChannel,
  type OfferChange,
  offersChannel,
} from '../platform/channels.ts'
import type { Context } from '../platform/context.ts'

type Offer = { id: string; driverId: string; bookingId: string }

/** Tells every process that offers were made, queued or withdrawn; to be called after the commit. */
export function broadcastOffers(
  context: Context,
  kind: OfferChange['kind'],
  changed: readonly Offer[],
): void {
  for (const { id, driverId, bookingId } of changed) {
    context.broadcast.publish(offersChannel(), {
      kind,
      offerId: id,
      driverId,
      bookingId,
    } satisfies OfferChange)
  }
}

/** Tells every process to read the driver again; to be called after the commit. */
export function broadcastDriver(context: Context, driverId: string): void {
  context.broadcast.publish(driverChangesChannel(), { driverId } satisfies DriverChange)
}
