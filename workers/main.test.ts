import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createTestDatabase } from '../db/testing/create-test-database.ts'

const { TEST_KAFKA_BROKERS, TEST_REDIS_URL } = process.env
const hasEngines = TEST_KAFKA_BROKERS !== undefined && TEST_REDIS_URL !== undefined
/** A process must come up on a broker that other suites use as well. */
const STARTED_WITHIN_MS = 60_000

let database: Awaited<ReturnType<typeof createTestDatabase>>
const started: Bun.Subprocess[] = []
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => {
  for (const child of started) child.kill('SIGKILL')
  await Promise.all(started.map(({ exited }) => exited))
  await database.close()
})

function run(command: string[], engines: Record<string, string | undefined>) {
  const own = { DATABASE_URL: database.url, LOG_LEVEL: 'error', REDIS_URL: '', KAFKA_BROKERS: '' }
  const env = { ...process.env, ...own, ...engines }
  const child = Bun.spawn(['bun', ...command], { stdout: 'pipe', stderr: 'pipe', env })
  started.push(child)
  return child
}

test.if(hasEngines)(
  'runs the chosen workers alone, without the API, and ends by itself when told to stop',
  async () => {
    const child = run(['workers/main.ts', 'notifications', 'lag'], {
      REDIS_URL: TEST_REDIS_URL,
      KAFKA_BROKERS: TEST_KAFKA_BROKERS,
      KAFKA_TOPIC_PREFIX: `${crypto.randomUUID()}-`,
    })
    const { value } = await child.stdout.getReader().read()
    expect(new TextDecoder().decode(value).trim()).toBe('Working: notifications, lag')
    child.kill('SIGTERM')
    expect(await child.exited).toBe(0)
  },
  STARTED_WITHIN_MS,
)

const KAFKA = { KAFKA_BROKERS: 'localhost:9092' }
test.each([
  ['workers/main.ts', {}, 'REDIS_URL and KAFKA_BROKERS'],
  ['workers/main.ts', KAFKA, 'REDIS_URL'],
  ['server/main.ts', {}, 'REDIS_URL and KAFKA_BROKERS'],
])('%s refuses to start deaf to the other processes', async (main, engines, missing) => {
  const child = run([main], engines)
  expect(await child.exited).toBe(1)
  expect((await new Response(child.stderr).text()).trim()).toBe(
    `${missing} must be set for a server and workers that are separate processes; \`bun run start\` is both in one`,
  )
})

test('a name that is no worker ends the start with one line that names them all', async () => {
  const child = run(['workers/main.ts', 'dispatch', 'despatch'], {})
  expect(await child.exited).toBe(1)
  expect((await new Response(child.stderr).text()).trim()).toBe(
    'There is no worker "despatch": choose from outbox-relay, dispatch, schedule, surge, notifications, messages, deliveries, positions, geofences, learning, analytics, presence, fleet, maintenance, lag',
  )
})
