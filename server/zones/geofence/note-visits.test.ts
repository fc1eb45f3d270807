import { afterAll, describe, expect, test } from 'bun:test'
import { asc, eq } from 'drizzle-orm'
import { outbox, zoneVisits } from '../../../db/schema/index.ts'
import { systemContext } from '../../platform/context.ts'
import type { LoggedPosition } from '../../platform/position-log/port.ts'
import { createTestApp } from '../../testing/create-test-app.ts'
import { randomFrom } from '../../testing/seeded-random.ts'
import { drawTrace } from '../testing/draw-trace.ts'
import { square } from '../testing/draw-zones.ts'
import { FollowedDrivers } from './followed-drivers.ts'
import { noteVisits } from './note-visits.ts'

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
console.log(`seed ${seed}`)
const numbers = randomFrom(seed)

const t = await createTestApp({ hasWorkers: false })
afterAll(t.close)
const context = systemContext(t.deps, 'test')
const DEPOT = { lat: 12.97, lng: 77.59 }
const TURNS = 4
const drivers = await Promise.all(
  Array.from({ length: 6 }, async () => (await t.availableDriver(DEPOT.lat + 0.02, DEPOT.lng)).id),
)
const startMs = t.clock.now().getTime() + 1_000
const drawn = await t.request('POST', '/v1/admin/zones', {
  as: t.admin,
  body: {
    kind: 'geofence',
    name: 'Depot',
    geometry: square(DEPOT.lat, DEPOT.lng, 250),
    settings: { dwellS: 60 },
  },
})
const zoneId = drawn.body.id as string

/** To and fro over the whole fence, of every driver at once, in batches as a log hands them over. */
function drawShift(fromMs: number): LoggedPosition[][] {
  const way = { speedMps: 7, everyMs: 5_000, accuracyM: 10, numbers }
  const turnMs = 200_000
  const perDriver = drivers.map((driverId) =>
    Array.from({ length: TURNS }, (_, turn) => {
      const [fromM, toM] = turn % 2 ? [650, -650] : [-650, 650]
      return drawTrace(DEPOT, { ...way, fromM, toM, startMs: fromMs + turn * turnMs })
    })
      .flat()
      .map((fix) => ({ ...fix, driverId, heardAtMs: fix.recordedAtMs, speedMps: null, headingDeg: null })),
  )
  const batches: LoggedPosition[][] = []
  for (let from = 0; from < perDriver[0]!.length; from += 5)
    batches.push(perDriver.flatMap((fixes) => fixes.slice(from, from + 5)))
  return batches
}

const readVisits = () =>
  t.deps.db.select().from(zoneVisits).where(eq(zoneVisits.zoneId, zoneId)).orderBy(asc(zoneVisits.enteredAt))
async function expectEveryCrossingOnce() {
  const visits = await readVisits()
  const events = await t.deps.db
    .select()
    .from(outbox)
    .where(eq(outbox.topic, 'zone.events'))
    .orderBy(asc(outbox.position))
  for (const driverId of drivers) {
    const own = visits.filter((visit) => visit.driverId === driverId)
    expect(own).toHaveLength(TURNS)
    for (const [i, { enteredAt, dwelledAt, leftAt, endedBy }] of own.entries()) {
      expect(endedBy).toBe('left')
      expect(dwelledAt?.getTime()).toBeWithin(enteredAt.getTime() + 60_000, leftAt!.getTime() + 1)
      expect(own[i + 1]?.enteredAt.getTime() ?? Number.POSITIVE_INFINITY).toBeGreaterThan(leftAt!.getTime())
    }
    const told = events.filter(({ key }) => key === driverId)
    expect(told.map(({ type }) => type)).toEqual(
      Array.from({ length: TURNS }, () => ['zone.entered', 'zone.dwelled', 'zone.left']).flat(),
    )
    expect(told[0]?.data).toMatchObject({ zoneId, driverId, at: own[0]!.enteredAt.toISOString() })
  }
}
async function startOver() {
  await t.deps.db.delete(zoneVisits)
  await t.deps.db.delete(outbox).where(eq(outbox.topic, 'zone.events'))
}

describe('crossings are noted once', () => {
  test('by two workers that drivers are divided between, handed over and handed twice', async () => {
    await startOver()
    const workers = [new FollowedDrivers(), new FollowedDrivers()]
    let division = drivers.map(() => 0)
    let before: LoggedPosition[] = []
    for (const batch of drawShift(startMs)) {
      const isDivided = numbers() < 0.3
      if (isDivided) {
        division = drivers.map(() => Math.floor(numbers() * 2))
        for (const worker of workers) worker.forgetAll()
      }
      const of = (points: LoggedPosition[], worker: number) =>
        points.filter(({ driverId }) => division[drivers.indexOf(driverId)] === worker)
      await Promise.all(
        workers.map(async (followed, worker) => {
          // What its owner had not acknowledged comes again, and the one that has lost it may still be at work on it.
          if (isDivided) await noteVisits(context, followed, of(before, worker))
          await noteVisits(context, followed, isDivided ? batch : of(batch, worker))
        }),
      )
      if (isDivided) for (const worker of workers) worker.forgetAll()
      before = batch
    }
    await expectEveryCrossingOnce()
  })

  test('by ten workers that are all handed the whole of it at once', async () => {
    await startOver()
    const shift = drawShift(startMs).flat()
    const workers = Array.from({ length: 10 }, () => new FollowedDrivers())
    await Promise.all(workers.map((followed) => noteVisits(context, followed, shift)))
    await expectEveryCrossingOnce()
  })

  test('by a worker that is killed at any moment, and by the next that goes on', async () => {
    await startOver()
    const batches = drawShift(startMs)
    const start = () => {
      const child = Bun.spawn(
        [process.execPath, new URL('../testing/note-in-child.ts', import.meta.url).pathname],
        {
          stdio: ['pipe', 'pipe', 'inherit'],
          env: { ...process.env, DATABASE_URL: t.deps.config.databaseUrl, LOG_LEVEL: 'error' },
        },
      )
      const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader()
      return { child, lines }
    }
    let kills = 0
    let worker = start()
    await worker.lines.read()
    for (let done = 0; done < batches.length; ) {
      worker.child.stdin.write(`${JSON.stringify(batches[done])}\n`)
      await worker.child.stdin.flush()
      const isKilled = kills < 2 && numbers() < 3 / batches.length
      if (isKilled) {
        await Bun.sleep(numbers() * 12)
        worker.child.kill('SIGKILL')
        await worker.child.exited
        kills++
        worker = start()
        await worker.lines.read()
      } else {
        await worker.lines.read()
        done++
      }
    }
    worker.child.stdin.end()
    await worker.child.exited
    await expectEveryCrossingOnce()
  }, 60_000)
})
