import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { systemContext } from '../platform/context.ts'
import type { LoggedEvent } from '../platform/event-log/port.ts'
import { runOnce } from '../platform/event-log/run-once.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { randomFrom } from '../testing/seeded-random.ts'
import { countEvent } from './count-event.ts'
import { readAnalyticsState } from './hold-rollups.ts'
import { rebuildRollups } from './rebuild-rollups.ts'
import { drawBookings, driverId, interleave } from './testing/draw-bookings.ts'
import { type Step, stepsOf, writePeople } from './testing/write-history.ts'

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
const START_MS = Date.UTC(2026, 2, 1)
const BOOKINGS = 40
const HOUR_MS = 3_600_000
const ROLLUPS = [
  'booking_rollups',
  'wait_rollups',
  'quote_rollups',
  'cell_rollups',
  'driver_rollups',
  'duty_rollups',
]

const t = await createTestApp({ hasWorkers: false, config: { cellRetentionDays: 3_650 } })
const { deps } = t
const context = systemContext(deps, 'a test')
const random = randomFrom(SEED)
const told = drawBookings(random, BOOKINGS, START_MS, 3)
const steps = told.flatMap((booking, n) => stepsOf(deps, booking, n))
beforeAll(async () => {
  console.log(`seed ${SEED}`)
  await writePeople(deps)
})
afterAll(t.close)

const NUMBERED = ['span_s', 'bucket']
const isMeasure = ([name, value]: [string, unknown]) => typeof value === 'number' && !NUMBERED.includes(name)

/** Every rollup of the generation that is read, without what is nothing. */
async function readRollups() {
  const { generation } = await readAnalyticsState(context)
  const rows = await Promise.all(
    ROLLUPS.map((table) =>
      deps.db.execute<{ row: Record<string, unknown> }>(
        sql`select to_jsonb(t) - 'generation' as row from ${sql.identifier(table)} t where generation = ${generation}`,
      ),
    ),
  )
  return Object.fromEntries(
    rows.map((found, i) => [
      ROLLUPS[i],
      found
        .map(({ row }) => JSON.stringify(Object.entries(row).filter(([, value]) => value !== 0)))
        // What is left of it are the keys alone.
        .filter((row) => JSON.parse(row).some(isMeasure))
        .sort(),
    ]),
  )
}
const hand = (...events: LoggedEvent[]) => runOnce(deps, 'analytics', countEvent, events)

const dutyEvents = (): LoggedEvent[] =>
  Array.from({ length: 5 }, (_, n) => {
    let atMs = START_MS - 30 * HOUR_MS
    return Array.from({ length: 10 }, (_, i) => {
      atMs += Math.floor(random() * 20 * HOUR_MS)
      const to = (['available', 'paused', 'offline'] as const)[Math.floor(random() * 3)] ?? 'offline'
      const type = `driver.${to}` as const
      const data = { driverId: driverId(n), from: 'offline', to, reason: 'driver' }
      const at = new Date(atMs).toISOString()
      const id = `00000000-0000-7000-8000-${String(n * 100 + i).padStart(12, '0')}`
      return {
        id,
        topic: 'driver.availability',
        type,
        version: 1,
        occurredAt: at,
        key: driverId(n),
        traceId: 't',
        data,
      } as const
    })
  }).flat()

const quoted = (n: number): LoggedEvent => {
  const data = { customerId: driverId(0), quoteId: `01a00000-0000-7000-8000-${String(n).padStart(12, '0')}` }
  const occurredAt = new Date(START_MS + Math.floor(random() * 3 * 24 * HOUR_MS)).toISOString()
  const more = { cell: '8860145a57fffff', vehicleClass: 'van', scheduledFor: null }
  const id = `00000000-0000-7000-9000-${String(n).padStart(12, '0')}`
  const key = '84618c5ffffffff'
  return {
    id,
    topic: 'demand.signals',
    type: 'demand.quoted',
    version: 1,
    occurredAt,
    key,
    traceId: 't',
    data: { ...data, ...more },
  }
}

describe('rollups', () => {
  test('are the same counted event by event, in any order that a log may have, and counted anew meanwhile and at the end', async () => {
    const others = [...dutyEvents(), ...Array.from({ length: 40 }, (_, n) => quoted(n))]
    const log: (LoggedEvent & { step?: Step })[] = interleave(random, [
      ...steps.map((step) => ({ ...step.event, step })),
      ...others,
    ])
    const waiting: LoggedEvent[] = []
    let rebuilding: Promise<unknown> | undefined
    for (const [i, { step, ...event }] of log.entries()) {
      await step?.write()
      waiting.push(event)
      // A reader is behind by some, and is killed between its effect and its position: it is handed the same again.
      if (random() < 0.3) {
        const batch = waiting.slice(0, 1 + Math.floor(random() * waiting.length))
        await hand(...batch)
        if (random() < 0.8) waiting.splice(0, batch.length)
      }
      if (i === Math.floor(log.length / 2)) rebuilding = rebuildRollups(context, () => {}, 3)
    }
    await rebuilding
    await hand(...waiting)
    const counted = await readRollups()
    for (const table of ROLLUPS) expect(counted[table]?.length ?? 0).toBeGreaterThan(20)
    await rebuildRollups(context)
    expect(await readRollups()).toEqual(counted)
  }, 60_000)
})
