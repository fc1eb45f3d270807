import { countEvent } from '../server/analytics/count-event.ts'
import { sampleSupply } from '../server/analytics/sample-supply.ts'
import { type Deps, systemContext } from '../server/platform/context.ts'
import { repeat, type Worker } from './repeat.ts'

/** More often than each minute, so that none is missed; the first to write one down samples it. */
const SAMPLE_MS = 20_000

/** Counts bookings, quotes and duty as they are told, and each minute the drivers at hand. */
export async function startAnalytics(deps: Deps): Promise<Worker> {
  const context = systemContext(deps, 'analytics')
  const consumer = await deps.eventLog.consume({
    group: 'analytics',
    topics: ['booking.events', 'demand.signals', 'driver.availability'],
    handler: countEvent,
  })
  const samples = repeat('analytics', SAMPLE_MS, deps.log, () => sampleSupply(context))
  return {
    async stop() {
      await samples.stop()
      await consumer.stop()
    },
  }
}
