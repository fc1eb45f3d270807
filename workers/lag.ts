import type { Deps } from '../server/platform/context.ts'
import { repeat, type Worker } from './repeat.ts'

const MEASURE_MS = 5_000

/** Measures how far behind each consumer group is. */
export async function startLag(deps: Deps): Promise<Worker> {
  return repeat('lag', MEASURE_MS, deps.log, () => deps.eventLog.lag())
}
