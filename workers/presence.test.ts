import { afterAll, beforeAll, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { driverAvailability } from '../db/schema/index.ts'
import { createTestApp, until } from '../server/testing/create-test-app.ts'
import { startPresence } from './presence.ts'

const MINUTE_MS = 60_000
let t: Awaited<ReturnType<typeof createTestApp>>
beforeAll(async () => {
  t = await createTestApp({ hasWorkers: false })
})
afterAll(() => t.close())

test('takes nobody for silent while other processes can not be heard, and everybody anew once they can', async () => {
  const driver = await t.availableDriver(12.97, 77.59)
  const mark = async () => {
    const [row] = await t.deps.db
      .select()
      .from(driverAvailability)
      .where(eq(driverAvailability.driverId, driver.id))
    return row
  }
  const gaps = new Set<() => void>()
  let looks = 0
  const deps = {
    ...t.deps,
    // The broadcast of a process whose line to the others is cut when the test says so.
    broadcast: {
      ...t.deps.broadcast,
      onGap: (handler: () => void) => {
        gaps.add(handler)
        return () => gaps.delete(handler)
      },
    },
    clock: {
      now() {
        looks++
        return t.clock.now()
      },
    },
  }
  const worker = await startPresence(deps)
  t.clock.offsetMs += 10 * MINUTE_MS
  for (const tell of gaps) tell()
  // A sweep looks at the clock twice, for its question and for the one driver in it: a third look begins the next one.
  const before = looks
  await until(() => looks > before)
  await until(() => looks >= before + 3)
  expect((await mark())?.silentAt).toBeNull()
  t.clock.offsetMs += 2 * MINUTE_MS
  await until(async () => (await mark())?.silentAt)
  await worker.stop()
  expect(gaps.size).toBe(0)
})
