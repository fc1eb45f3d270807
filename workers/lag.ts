import { measureDeliveries } from '../server/communication/measure-deliveries.ts'
import type { Deps } from '../server/platform/context.ts'
import { repeat, type Worker } from './repeat.ts'

const MEASURE_MS = 5_000

/** Measures how far behind each consumer group is, and what goes out. */
export async function startLag(deps: Deps): Promise<Worker> {
  return repeat('lag', MEASURE_MS, deps.log, async () => {
    for (const [group, behind] of Object.entries(await deps.eventLog.lag()))
      deps.metrics.eventLag.set({ group }, behind)
    await measureDeliveries(deps)
  })
}
