/*
 * For tests: `const database = await createTestDatabase()` is a migrated database of the file's own, cloned from a
 * template; `await database.close()` in afterAll drops it. The server is the one of TEST_DATABASE_URL, whose user may make
 * databases, or else an embedded one that serves the whole test process and dies with it.
 */
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { connectDatabase } from '../connect.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded.ts'
import { migrateDatabase } from '../migrate.ts'

/** The process is in the name: several may test on one server at once, each with its own migrations. */
const TEMPLATE = `hexhaul_test_${process.pid}_template`
type TestServer = { url: string; stop(): Promise<void> }
let server: Promise<TestServer> | undefined

/** Stops the server of this test process, if one was started. */
export async function stopTestServer(): Promise<void> {
  await (await server)?.stop()
  server = undefined
}

async function startTestServer(): Promise<TestServer> {
  const givenUrl = process.env.TEST_DATABASE_URL
  const started = givenUrl ? givenServer(givenUrl) : await startOwnServer()
  await dropDatabase(started.url, TEMPLATE)
  await admin(started.url, (sql) => sql.unsafe(`create database ${TEMPLATE}`))
  await migrateDatabase(withDatabase(started.url, TEMPLATE))
  return started
}

const givenServer = (url: string): TestServer => ({ url, stop: () => dropDatabase(url, TEMPLATE) })

async function startOwnServer(): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hexhaul-test-'))
  chmodSync(dataDir, 0o755)
  const embedded = await startEmbeddedPostgres({ dataDir, isDurable: false })
  guard(embedded, dataDir)
  return {
    url: embedded.url,
    async stop() {
      await embedded.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** A shell that outlives a killed test process just long enough to end its server. */
function guard(embedded: EmbeddedPostgres, dataDir: string): void {
  const script = `while kill -0 ${process.pid} 2>/dev/null; do sleep 1; done; kill -QUIT ${embedded.pid} 2>/dev/null; sleep 1; rm -rf '${dataDir}'`
  spawn('sh', ['-c', script], { detached: true, stdio: 'ignore' }).unref()
}

async function admin(url: string, work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await work(sql)
  } finally {
    await sql.end()
  }
}

const dropDatabase = (url: string, name: string) =>
  admin(url, (sql) => sql.unsafe(`drop database if exists ${name} with (force)`))

function withDatabase(url: string, name: string): string {
  const target = new URL(url)
  target.pathname = `/${name}`
  return target.href
}

export async function createTestDatabase() {
  server ??= startTestServer()
  const { url } = await server
  const name = `hexhaul_test_${process.pid}_${crypto.randomUUID().replaceAll('-', '')}`
  await admin(url, (sql) => sql.unsafe(`create database ${name} template ${TEMPLATE}`))
  const databaseUrl = withDatabase(url, name)
  const connection = connectDatabase(databaseUrl)
  return {
    ...connection,
    url: databaseUrl,
    async close() {
      await connection.close()
      await dropDatabase(url, name)
    },
  }
}
