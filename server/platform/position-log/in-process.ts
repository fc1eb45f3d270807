import type { Metrics } from '../metrics.ts'
import type { LoggedPosition, PositionLog } from './port.ts'

/** About 20 s of 25,000 positions per second; past it the writer has failed and memory must not follow. */
const QUEUE_MAX = 500_000

/** The embedded default: a bounded queue within the process. */
export function createInProcessPositionLog(metrics: Metrics): PositionLog {
  let queue: LoggedPosition[] = []
  return {
    append(positions) {
      const room = QUEUE_MAX - queue.length
      for (let i = 0; i < Math.min(room, positions.length); i++) queue.push(positions[i] as LoggedPosition)
      if (positions.length > room) metrics.positionsDropped.inc(positions.length - Math.max(0, room))
    },
    take() {
      const taken = queue
      queue = []
      return taken
    },
  }
}
