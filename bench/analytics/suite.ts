import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import postgres, { type Sql } from 'postgres'
import { Histogram } from '../../simulator/histogram.ts'
import { type Call, callsTo, signIn } from '../calls.ts'
import { onEnd } from '../cleanup.ts'
import { printTable } from '../engine/table.ts'
import { type Report, type Suite, say } from '../report.ts'
import { createDataDir, startUp } from '../server-process.ts'
import { makeHistory } from './make-history.ts'
import { addressOf, periodOf, QUESTIONS } from './questions.ts'
import type { Size } from './size.ts'

type Whole = Size & { requests: number }
const WHOLE: Whole = { bookings: 5_000_000, days: 730, drivers: 2_000, customers: 200_000, requests: 60 }
const QUICK: Whole = { bookings: 3_000, days: 20, drivers: 50, customers: 1_000, requests: 5 }
const WARM_UP = 3

/**
 * The analytics over years of history: how fast they are counted, and how fast they answer. Of fewer bookings than the whole the
 * days are fewer too, so that each is as full.
 */
export function analyticsSuite(report: Report, isQuick: boolean, bookings: number = WHOLE.bookings): Suite {
  const days = Math.round((WHOLE.days * bookings) / WHOLE.bookings)
  const size = isQuick ? QUICK : { ...WHOLE, bookings, days }
  report.details.size = size
  return { analytics: () => measureAnalytics(report, size) }
}

async function measureAnalytics(report: Report, size: Whole): Promise<void> {
  const dataDir = await createDataDir()
  const up = await startUp(dataDir, ['--no-simulation'])
  const databaseUrl = await readDatabaseUrl(dataDir)
  const connect = () =>
    postgres(databaseUrl, { max: 1, onnotice: () => {}, connection: { statement_timeout: 0 } })
  const sql = connect()
  const close = onEnd(() => sql.end())
  say(`making ${size.bookings} bookings of ${size.days} days`)
  const startedMs = performance.now()
  await makeHistory(sql, connect, size)
  report.add('making the history (not the product)', (performance.now() - startedMs) / 1_000, 's')
  await addSizes(report, sql, 'history')
  await measureRebuild(report, sql, databaseUrl)
  await addSizes(report, sql, 'with rollups')
  await sql`vacuum analyze`
  const call = callsTo(up.url)
  const operator = await signIn(call, 'operator')
  const rows: string[][] = []
  for (const question of QUESTIONS) {
    const row = await measureQuestion(report, { call, operator, sql, size }, question)
    say(row.join(', '))
    rows.push(row)
  }
  console.log(printTable({ head: ['Question', 'p50', 'p95', 'Of the tables themselves'], rows }))
  await close()
  await up.stop()
}

/** Of the PostgreSQL that `up` keeps in its data folder. */
async function readDatabaseUrl(dataDir: string): Promise<string> {
  const password = (await readFile(join(dataDir, 'postgres/password'), 'utf8')).trim()
  const port = (await readFile(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n')[3]
  return `postgres://hexhaul:${password}@127.0.0.1:${port}/postgres`
}

async function addSizes(report: Report, sql: Sql, when: string): Promise<void> {
  const [row] = await sql<{ bytes: number }[]>`select pg_database_size(current_database())::float8 as bytes`
  report.add(`database, ${when}`, (row?.bytes ?? 0) / 2 ** 20, 'MiB')
}

async function measureRebuild(report: Report, sql: Sql, databaseUrl: string): Promise<void> {
  say('counting all of it')
  const startedMs = performance.now()
  const child = Bun.spawn([process.execPath, 'commands/rebuild-analytics.ts'], {
    cwd: join(import.meta.dir, '../..'),
    env: { ...process.env, DATABASE_URL: databaseUrl, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const stop = onEnd(async () => {
    if (child.exitCode === null) child.kill('SIGKILL')
    await child.exited
  })
  if ((await child.exited) !== 0) throw new Error('the rollups were not counted')
  await stop()
  const tookS = (performance.now() - startedMs) / 1_000
  const [row] = await sql<{ bookings: number; events: number }[]>`
    select (select count(*) from booking_facts)::float8 as bookings, (select count(*) from booking_events)::float8 as events`
  report.add('counting everything anew', tookS, 's')
  report.add('counting everything anew, bookings', (row?.bookings ?? 0) / tookS, '/s')
  report.add('counting everything anew, events of theirs', (row?.events ?? 0) / tookS, '/s')
}

type Asked = { call: Call; operator: string; sql: Sql; size: Whole }

async function measureQuestion(
  report: Report,
  { call, operator, sql, size }: Asked,
  question: (typeof QUESTIONS)[number],
): Promise<string[]> {
  const nowMs = Date.now()
  const times = new Histogram()
  for (let n = 0; n < size.requests + WARM_UP; n++) {
    const sentMs = performance.now()
    await call('GET', addressOf(question, n, nowMs), operator)
    if (n >= WARM_UP) times.record(performance.now() - sentMs)
  }
  report.addTimes(question.name, times, 0.95, '< 200')
  const row = [question.name, inMs(times.percentile(0.5)), inMs(times.percentile(0.95))]
  if (!question.raw) return [...row, '–']
  say(`${question.name}, of the tables themselves`)
  const { from, to } = periodOf(question, 1, nowMs)
  const askedMs = performance.now()
  await sql.unsafe(question.raw(from, to))
  const tookMs = performance.now() - askedMs
  report.add(`${question.name}, of the tables themselves`, tookMs, 'ms')
  const ratio = tookMs / times.percentile(0.5)
  report.add(`${question.name}, so many times faster`, ratio, '×')
  return [...row, `${inMs(tookMs)}, ${ratio.toFixed(0)} ×`]
}

const inMs = (ms: number) => `${Math.round(ms).toLocaleString('en')} ms`
