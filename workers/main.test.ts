import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createTestDatabase } from '../db/testing/create-test-database.ts'

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

function runWorkers(...names: string[]) {
  const env = { ...process.env, DATABASE_URL: database.url, LOG_LEVEL: 'error' }
  const child = Bun.spawn(['bun', 'workers/main.ts', ...names], { stdout: 'pipe', stderr: 'pipe', env })
  started.push(child)
  return child
}

test('runs the chosen workers alone, without the API, and ends by itself when told to stop', async () => {
  const child = runWorkers('notifications', 'lag')
  const { value } = await child.stdout.getReader().read()
  expect(new TextDecoder().decode(value).trim()).toBe('Working: notifications, lag')
  child.kill('SIGTERM')
  expect(await child.exited).toBe(0)
  const groups = await database.sql`select consumer_group from consumer_cursors`
  expect(groups.map(({ consumer_group }) => consumer_group)).toEqual(['notifications'])
})

test('a name that is no worker ends the start with one line that names them all', async () => {
  const child = runWorkers('dispatch', 'despatch')
  expect(await child.exited).toBe(1)
  expect((await new Response(child.stderr).text()).trim()).toBe(
    'There is no worker "despatch": choose from outbox-relay, dispatch, notifications, positions, presence, maintenance, lag',
  )
})
