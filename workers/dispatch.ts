import { Gathering } from '../server/assignment/gathering.ts'
import { runTick } from '../server/assignment/run-tick.ts'
import { completeDeliveredBookings } from '../server/booking/complete-delivered-bookings.ts'
import { type OfferChange, offersChannel } from '../server/platform/channels.ts'
import { type Deps, systemContext } from '../server/platform/context.ts'
import { repeat, type Worker } from './repeat.ts'

/**
 * Matching: a tick each second, and at once when a booking starts to search or an offer comes back, over the markets whose
 * events come to this process. Where supply is scarce a market gathers bookings over some ticks.
 */
export async function startDispatch(deps: Deps): Promise<Worker> {
  const context = systemContext(deps, 'dispatch')
  const gathering = new Gathering()
  let wake = () => {}
  const consumer = await deps.eventLog.consume({
    group: 'dispatch',
    topics: ['booking.events'],
    handler: async (_context, event) => {
      if (event.data.to === 'searching') wake()
    },
  })
  const ticks = repeat('dispatch', deps.config.tickMs, deps.log, async () => {
    await completeDeliveredBookings(context)
    await runTick(context, { owns: (market) => consumer.owns('booking.events', market), gathering })
  })
  wake = () => ticks.wake()
  const unsubscribe = deps.broadcast.subscribe(offersChannel(), (message) => {
    if ((message as OfferChange).kind === 'withdrawn') ticks.wake()
  })
  return {
    async stop() {
      unsubscribe()
      // The tick under way ends first: whoever takes the markets over finds nobody in them.
      await ticks.stop()
      await consumer.stop()
    },
  }
}
