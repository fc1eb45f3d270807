import { expect, test } from 'bun:test'
import { createMetrics } from '../metrics.ts'
import { createInProcessPositionLog } from './in-process.ts'
import type { LoggedPosition } from './port.ts'
import { positionLogContract } from './position-log.contract.ts'

positionLogContract('the queue within the process', () => createInProcessPositionLog(createMetrics()))

test('the queue within the process drops what comes past its bound, counts it, and has room again once drained', async () => {
  const metrics = createMetrics()
  const log = createInProcessPositionLog(metrics, 100)
  const dropped = async () => (await metrics.positionsDropped.get()).values[0]?.value
  const some = (count: number, from: number) =>
    Array.from({ length: count }, (_, i) => ({ driverId: 'd', recordedAtMs: from + i }) as LoggedPosition)
  log.append(some(90, 0))
  log.append(some(30, 90))
  log.append(some(5, 120))
  expect(await dropped()).toBe(25)
  const kept: number[] = []
  const write = async (batch: readonly LoggedPosition[]) => {
    kept.push(...batch.map((point) => point.recordedAtMs))
  }
  expect(await log.drain(1_000, write)).toBe(100)
  expect(kept).toEqual(Array.from({ length: 100 }, (_, i) => i))
  log.append(some(100, 200))
  expect(await log.drain(1_000, write)).toBe(100)
  expect(await dropped()).toBe(25)
})
