import { describe, expect, test } from 'bun:test'
import { createLog } from '../log.ts'
import { createMetrics } from '../metrics.ts'
import { createInProcessPositionLog } from './in-process.ts'
import type { LoggedPosition } from './port.ts'
import { positionLogContract } from './position-log.contract.ts'

const log = createLog('silent')

describe('the position log within the process', () => {
  positionLogContract(async () => createInProcessPositionLog(createMetrics(), log))

  test('drops what comes past its bound, counts it, and has room again once it was read', async () => {
    const metrics = createMetrics()
    const queue = createInProcessPositionLog(metrics, log, 100)
    const dropped = async () => (await metrics.positionsDropped.get()).values[0]?.value
    const some = (count: number, from: number) =>
      Array.from({ length: count }, (_, i) => ({ driverId: 'd', recordedAtMs: from + i }) as LoggedPosition)
    queue.append(some(90, 0))
    queue.append(some(30, 90))
    queue.append(some(5, 120))
    expect(await dropped()).toBe(25)
    const kept: number[] = []
    const keep = async (points: readonly LoggedPosition[]) => {
      kept.push(...points.map((point) => point.recordedAtMs))
    }
    await (await queue.consume(keep)).stop()
    expect(kept).toEqual(Array.from({ length: 100 }, (_, i) => i))
    queue.append(some(100, 200))
    await (await queue.consume(keep)).stop()
    expect(kept).toHaveLength(200)
    expect(await dropped()).toBe(25)
  })
})
