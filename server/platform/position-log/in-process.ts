import type { Logger } from 'pino'
import type { Metrics } from '../metrics.ts'
import { type LoggedPosition, POINTS_PER_BATCH_MAX, type PositionGroup, type PositionLog } from './port.ts'

/** About 20 s of 25,000 positions per second; past it the writer has failed and memory must not follow. */
const QUEUE_MAX = 500_000
/** Points are gathered for this long, so that few statements write many. */
const GATHER_MS = 500

/** The embedded default: a bounded queue within the process for each group, and for one consumer of it. */
export function createInProcessPositionLog(
  metrics: Pick<Metrics, 'positionsDropped'>,
  log: Logger,
  queueMax = QUEUE_MAX,
): PositionLog {
  const queues = new Map<PositionGroup, LoggedPosition[]>([['positions', []]])
  const queueOf = (group: PositionGroup) => queues.get(group) ?? []
  async function drain(
    group: PositionGroup,
    handler: (points: LoggedPosition[]) => Promise<void>,
  ): Promise<void> {
    while (queueOf(group).length > 0) {
      const points = queueOf(group).slice(0, POINTS_PER_BATCH_MAX)
      await handler(points)
      queues.set(group, queueOf(group).slice(points.length))
    }
  }
  return {
    append(positions) {
      for (const queue of queues.values()) {
        const room = queueMax - queue.length
        for (let i = 0; i < Math.min(room, positions.length); i++) queue.push(positions[i] as LoggedPosition)
        if (positions.length > room) metrics.positionsDropped.inc(positions.length - room)
      }
    },
    async consume(handler, { group = 'positions' } = {}) {
      queues.set(group, queueOf(group))
      let isStopping = false
      let wake = () => {}
      const running = (async () => {
        while (!isStopping) {
          await drain(group, handler).catch((error: unknown) =>
            log.error(
              { err: error, group, waiting: queueOf(group).length },
              'positions were not kept, trying again',
            ),
          )
          if (isStopping) break
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, GATHER_MS)
            wake = () => {
              clearTimeout(timer)
              resolve()
            }
          })
        }
      })()
      return {
        async stop() {
          isStopping = true
          wake()
          await running
          await drain(group, handler)
        },
      }
    },
    close: async () => {},
  }
}
