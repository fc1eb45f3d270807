import { bookingMovesChannel } from '../server/platform/channels.ts'
import type { Deps } from '../server/platform/context.ts'
import type { Worker } from './repeat.ts'

/** Carries committed moves of bookings to the sockets of every server. */
export function startNotifications(deps: Deps): Promise<Worker> {
  return deps.eventLog.consume({
    group: 'notifications',
    topics: ['booking.events'],
    handler: async (_context, event) => deps.broadcast.publish(bookingMovesChannel(), event.data),
  })
}
