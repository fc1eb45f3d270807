import { afterAll, expect, test } from 'bun:test'
import { etaCorrections } from '../../db/schema/index.ts'
import { createTestApp, until } from '../testing/create-test-app.ts'
import { CorrectionTable } from './correction-table.ts'
import { keepCorrections } from './keep-corrections.ts'

const MARKET = 'a market'
const REREAD_MS = 20
const t = await createTestApp({ hasWorkers: false })
afterAll(() => t.close())

const learnt = (hour: number, agoS: number) => ({
  ...{ market: MARKET, vehicleClass: 'van' as const, leg: 'haul' as const, hour },
  ...{ factor: 2, spread: 0.1, samples: 1e9, updatedAt: new Date(t.clock.now().getTime() - agoS * 1_000) },
})

test('a process knows at its start what was learnt, and soon what is learnt later, also by who commits late', async () => {
  const corrections = new CorrectionTable()
  const factors = () => [7, 8, 9].map((hour) => Math.round(corrections.factorOf(MARKET, 'van', 'haul', hour)))
  await t.deps.db.insert(etaCorrections).values(learnt(7, 0))
  const stop = await keepCorrections({ ...t.deps, corrections }, REREAD_MS)
  expect(corrections.factorOf(MARKET, 'van', 'haul', 7)).toBeCloseTo(2, 6)
  // Written before the one that is known already, and visible only now.
  await t.deps.db.insert(etaCorrections).values({ ...learnt(8, 30), factor: 3 })
  await until(() => factors()[1] === 3)
  await t.deps.db.update(etaCorrections).set({ factor: 1, updatedAt: t.clock.now() })
  await until(() => factors().every((factor) => factor === 1))
  await stop()
})
