import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { accepts, freePorts, runPart } from '../../commands/cluster/run-part.ts'
import { DEMO_PASSWORD, seedDemo, seedReference } from '../../db/seed.ts'
import { createTestDatabase } from '../../db/testing/create-test-database.ts'
import { readConfig } from '../../server/config.ts'
import { type RunningServer, runServer } from '../../server/run-server.ts'

const isInstalled = Bun.which('pgbouncer') !== null
if (!isInstalled)
  console.log('\n!! The servers behind PgBouncer are NOT TESTED: this machine has no pgbouncer\n')

/** PgBouncer refuses to run as root, whom only tests in a container are. */
const NOBODY = 65_534
const isRoot = process.getuid?.() === 0
const dir = mkdtempSync(join(tmpdir(), 'hexhaul-pgbouncer-'))
const PASSWORD = `a "quoted" password`
const stops: (() => unknown)[] = []
let url: string
let server: RunningServer

beforeAll(async () => {
  if (!isInstalled) return
  const database = await createTestDatabase()
  stops.push(database.close)
  await seedReference(database.db)
  await seedDemo(database.db, () => Bun.randomUUIDv7(), new Date())
  const direct = new URL(database.url)
  const [port] = (await freePorts(1)) as [number]
  const role = `app_${port}`
  await database.sql.unsafe(`create role ${role} superuser login password '${PASSWORD}'`)
  stops.push(() => database.sql.unsafe(`drop owned by ${role}; drop role ${role}`))
  const own = join(dir, 'own')
  mkdirSync(own)
  chmodSync(dir, 0o755)
  if (isRoot) chownSync(own, NOBODY, NOBODY)
  const asNobody = isRoot ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : []
  const bouncer = await runPart({
    name: 'pgbouncer',
    command: [...asNobody, 'sh', join(import.meta.dir, 'start.sh')],
    logFile: join(dir, 'pgbouncer.log'),
    isReady: () => accepts(port),
    deadlineMs: 10_000,
    env: {
      CONFIG_DIR: own,
      DATABASE_HOST: direct.hostname,
      DATABASE_PORT: direct.port,
      DATABASE_NAME: direct.pathname.slice(1),
      DATABASE_USER: role,
      DATABASE_PASSWORD: PASSWORD,
      LISTEN_ADDRESS: '127.0.0.1',
      LISTEN_PORT: String(port),
      // Fewer than the server opens, so that its transactions do share sessions.
      POOL_SIZE: '3',
    },
  })
  stops.push(bouncer.stop)
  url = `postgres://${role}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}${direct.pathname}`
  const base = readConfig({ NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'silent', RATE_LIMIT_SCALE: '10000' })
  server = await runServer({ ...base, databaseUrl: url, databasePreparedStatements: false })
  stops.push(() => server.stop())
})
afterAll(async () => {
  for (const stop of stops.reverse()) await stop()
  rmSync(dir, { recursive: true, force: true })
})

async function call(method: string, path: string, token?: string, body?: unknown) {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'idempotency-key': crypto.randomUUID(),
  }
  if (token) headers.authorization = `Bearer ${token}`
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: answer.status, body: await answer.json() }
}

describe.skipIf(!isInstalled)('behind PgBouncer in transaction mode', () => {
  test('a server quotes, books and lists for many at once, over fewer sessions than it opens', async () => {
    const credentials = { email: 'customer@hexhaul.test', password: DEMO_PASSWORD }
    const { accessToken } = (await call('POST', '/v1/auth/login', undefined, credentials)).body
    const book = async (_: unknown, n: number) => {
      // Every third is for tomorrow, and files its timers in the same transaction.
      const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
      const haul = {
        pickup: { lat: 12.97, lng: 77.59 },
        dropoff: { lat: 12.93, lng: 77.62 },
        vehicleClass: 'van',
        ...(n % 3 === 0 && { scheduledFor: tomorrow }),
      }
      const quote = await call('POST', '/v1/quotes', accessToken, haul)
      const addresses = { pickup: { address: '1 Mill Road' }, dropoff: { address: '2 Lake View' } }
      return call('POST', '/v1/bookings', accessToken, { quoteId: quote.body.id, ...addresses })
    }
    const made = await Promise.all(Array.from({ length: 24 }, book))
    expect(made.filter(({ status }) => status !== 201)).toEqual([])
    const { body } = await call('GET', '/v1/bookings?limit=200', accessToken)
    const listed = new Set(body.items.map(({ id }: { id: string }) => id))
    expect(made.every((booking) => listed.has(booking.body.id))).toBe(true)
  })

  test('every session has the limits that a server would have asked for', async () => {
    const sql = postgres(url, { max: 1, prepare: false })
    expect(await sql`show statement_timeout`).toMatchObject([{ statement_timeout: '30s' }])
    expect(await sql`show idle_in_transaction_session_timeout`).toMatchObject([
      { idle_in_transaction_session_timeout: '1min' },
    ])
    await sql.end()
  })
})
