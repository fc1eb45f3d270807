import { runTick } from '../server/assignment/run-tick.ts'
import { retireSilentDrivers } from '../server/availability/set-availability.ts'
import { completeDeliveredBookings } from '../server/booking/complete-delivered-bookings.ts'
import { startScheduledSearches } from '../server/booking/start-scheduled-searches.ts'
import { bookingMovesChannel, type OfferChange, offersChannel } from '../server/platform/channels.ts'
import { type Deps, systemContext } from '../server/platform/context.ts'
import { removeOldEvents } from '../server/platform/event-log/remove-old-events.ts'
import { flushTracks, maintainTrackPartitions } from '../server/tracking/keep-tracks.ts'
import { repeat, type Worker } from './repeat.ts'

const TRACK_FLUSH_MS = 500
const PRESENCE_SWEEP_MS = 5_000
const MAINTENANCE_MS = 3_600_000
const LAG_MEASURE_MS = 5_000

/** Matching: a tick each second, and at once when a booking starts to search or an offer comes back. */
async function startDispatch(deps: Deps): Promise<Worker> {
  const context = systemContext(deps, 'dispatch')
  const ticks = repeat('dispatch', deps.config.tickMs, deps.log, async () => {
    await startScheduledSearches(context)
    await completeDeliveredBookings(context)
    await runTick(context)
  })
  const unsubscribe = deps.broadcast.subscribe(offersChannel(), (message) => {
    if ((message as OfferChange).kind === 'withdrawn') ticks.wake()
  })
  const consumer = await deps.eventLog.consume({
    group: 'dispatch',
    topics: ['booking.events'],
    handler: async (_context, event) => {
      if (event.data.to === 'searching') ticks.wake()
    },
  })
  return {
    async stop() {
      unsubscribe()
      await consumer.stop()
      await ticks.stop()
    },
  }
}

/** Carries committed moves of bookings to the sockets of every server. */
function startNotifications(deps: Deps): Promise<Worker> {
  return deps.eventLog.consume({
    group: 'notifications',
    topics: ['booking.events'],
    handler: async (_context, event) => deps.broadcast.publish(bookingMovesChannel(), event.data),
  })
}

async function startPositions(deps: Deps): Promise<Worker> {
  const flushes = repeat('positions', TRACK_FLUSH_MS, deps.log, () => flushTracks(deps))
  return {
    async stop() {
      await flushes.stop()
      await flushTracks(deps)
    },
  }
}

const WORKERS: Record<string, (deps: Deps) => Promise<Worker>> = {
  dispatch: startDispatch,
  notifications: startNotifications,
  positions: startPositions,
  presence: async (deps) => {
    const listeningSinceMs = deps.clock.now().getTime()
    const context = systemContext(deps, 'presence')
    return repeat('presence', PRESENCE_SWEEP_MS, deps.log, () =>
      retireSilentDrivers(context, listeningSinceMs),
    )
  },
  maintenance: async (deps) =>
    repeat('maintenance', MAINTENANCE_MS, deps.log, async () => {
      await maintainTrackPartitions(deps)
      // Each call deletes a bounded number, so that no transaction grows long.
      while ((await removeOldEvents(deps)) > 0);
    }),
  lag: async (deps) => repeat('lag', LAG_MEASURE_MS, deps.log, () => deps.eventLog.lag()),
}

/** Starts the named workers, or all. @throws Error for a name that is not a worker's. */
export async function startWorkers(
  deps: Deps,
  names: readonly string[] = Object.keys(WORKERS),
): Promise<Worker> {
  const started: Worker[] = []
  for (const name of names) {
    const start = WORKERS[name]
    if (!start) throw new Error(`There is no worker "${name}"; there are ${Object.keys(WORKERS).join(', ')}`)
    started.push(await start(deps))
  }
  return {
    async stop() {
      await Promise.all(started.map((worker) => worker.stop()))
    },
  }
}
