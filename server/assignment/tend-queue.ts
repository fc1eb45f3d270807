import { noteLostDrivers } from '../booking/note-lost-drivers.ts'
import type { Context } from '../platform/context.ts'
import { promoteQueued } from './promote-queued.ts'

/** What each tick does for bookings that wait for the end of a driver's haul: who is free comes, who is lost is told of. */
export async function tendQueue(context: Context): Promise<void> {
  await promoteQueued(context)
  await noteLostDrivers(context)
}
