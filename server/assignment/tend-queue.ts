import { noteLostDrivers } from '../booking/note-lost-drivers.ts'
import type { Context } from '../platform/context.ts'
import { promoteQueued } from './promote-queued.ts'

/** What each tick does for bookings that wait for a driver's current haul to end: those who are free come, the lost are told of. */
export async function tendQueue(context: Context): Promise<void> {
  await promoteQueued(context)
  await noteLostDrivers(context)
}
