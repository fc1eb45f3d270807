import { expect, test } from 'bun:test'
import { createLog } from '../server/platform/log.ts'
import { repeat } from './repeat.ts'

const log = createLog('silent')
const NEVER_MS = 3_600_000

test('a stop waits for the run that is under way', async () => {
  const [entered, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const ends: string[] = []
  const worker = repeat('test', NEVER_MS, log, async () => {
    entered.resolve()
    await gate.promise
    ends.push('run')
  })
  await entered.promise
  const stopped = worker.stop().then(() => ends.push('stop'))
  gate.resolve()
  await stopped
  expect(ends).toEqual(['run', 'stop'])
})

test('a wake during a run, and one between runs, each bring another run at once', async () => {
  let runs = 0
  let ran = Promise.withResolvers<void>()
  const worker = repeat('test', NEVER_MS, log, async () => {
    await null
    runs++
    if (runs === 1) worker.wake()
    ran.resolve()
  })
  while (runs < 2) {
    await ran.promise
    ran = Promise.withResolvers()
  }
  worker.wake()
  while (runs < 3) {
    await ran.promise
    ran = Promise.withResolvers()
  }
  await worker.stop()
  expect(runs).toBe(3)
})

test('a failure ends one run, not the worker', async () => {
  let runs = 0
  const recovered = Promise.withResolvers<void>()
  const worker = repeat('test', 1, log, async () => {
    runs++
    if (runs === 1) throw new Error('first run fails')
    recovered.resolve()
  })
  await recovered.promise
  await worker.stop()
  expect(runs).toBeGreaterThanOrEqual(2)
})
