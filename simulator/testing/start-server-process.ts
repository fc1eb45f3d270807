/*
 * For tests: the server with its workers as a process of its own on a database of its own, so that a simulation meets it over the network
 * only and a test can kill it. `close` ends the process and drops the database.
 */
import { createServer } from 'node:net'
import { join } from 'node:path'
import { seedDemo, seedReference } from '../../db/seed.ts'
import { createTestDatabase } from '../../db/testing/create-test-database.ts'

const ROOT = join(import.meta.dir, '../..')
const READY_MAX_MS = 20_000
const POLL_MS = 50
/** Simulated life is hastened far beyond what a road allows. */
export const MAX_SPEED_MPS = 1_000

export type TestServer = Awaited<ReturnType<typeof startServerProcess>>

export async function startServerProcess() {
  const database = await createTestDatabase()
  await seedReference(database.db)
  await seedDemo(database.db, () => Bun.randomUUIDv7(), new Date())
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let child: Bun.Subprocess | undefined

  async function start(): Promise<void> {
    const spawned = Bun.spawn([process.execPath, 'commands/start.ts'], {
      cwd: ROOT,
      env: {
        ...process.env,
        NODE_ENV: 'test',
        DATABASE_URL: database.url,
        HOST: '127.0.0.1',
        PORT: String(port),
        LOG_LEVEL: 'error',
        RATE_LIMIT_SCALE: '10000',
        MAX_SPEED_MPS: String(MAX_SPEED_MPS),
        TICK_MS: '100',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    child = spawned
    await untilTrue(async () => {
      if (spawned.exitCode !== null) throw new Error(`the server ended with ${spawned.exitCode}`)
      const answer = await fetch(`${url}/health/ready`).catch(() => null)
      return answer?.ok === true
    }, READY_MAX_MS)
  }

  async function kill(signal: NodeJS.Signals): Promise<void> {
    child?.kill(signal)
    await child?.exited
  }

  await start()
  return {
    url,
    sql: database.sql,
    /** `kill -9`, as of a machine that loses power. */
    crash: () => kill('SIGKILL'),
    start,
    async close() {
      await kill('SIGTERM')
      await database.close()
    },
  }
}

/** Waits for a condition. @throws Error when it does not come about in time. */
export async function untilTrue(
  condition: () => boolean | Promise<boolean>,
  withinMs: number,
  state: () => unknown = () => '',
): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await condition())) {
    if (performance.now() > deadline)
      throw new Error(`not true within ${withinMs} ms: ${condition} ${JSON.stringify(state())}`)
    await Bun.sleep(POLL_MS)
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
