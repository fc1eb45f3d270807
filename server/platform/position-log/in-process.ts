import type { Metrics } from '../metrics.ts'
import type { LoggedPosition, PositionLog } from './port.ts'

/** About 20 s of 25,000 positions per second; past it the writer has failed and memory must not follow. */
const QUEUE_MAX = 500_000

/** The embedded default: a bounded queue within the process; when it is full, what comes is dropped and counted. */
export function createInProcessPositionLog(
  metrics: Pick<Metrics, 'positionsDropped'>,
  queueMax = QUEUE_MAX,
): PositionLog {
  let queue: LoggedPosition[] = []
  let turn: Promise<unknown> = Promise.resolve()

  async function drainQueue(
    batchMax: number,
    write: (batch: readonly LoggedPosition[]) => Promise<void>,
  ): Promise<number> {
    const due = queue.length
    let written = 0
    try {
      while (written < due) {
        const batch = queue.slice(written, Math.min(due, written + batchMax))
        await write(batch)
        written += batch.length
      }
    } finally {
      queue = queue.slice(written)
    }
    return written
  }
  return {
    append(positions) {
      const room = queueMax - queue.length
      for (let i = 0; i < Math.min(room, positions.length); i++) queue.push(positions[i] as LoggedPosition)
      if (positions.length > room) metrics.positionsDropped.inc(positions.length - room)
    },
    // In turn, so that a second caller neither writes a batch twice nor out of order.
    drain(batchMax, write) {
      const done = turn.then(() => drainQueue(batchMax, write))
      turn = done.catch(() => {})
      return done
    },
  }
}
