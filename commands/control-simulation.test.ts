import { expect, test } from 'bun:test'
import { createTestApp, until } from '../server/testing/create-test-app.ts'
import { DEFAULT_OPTIONS } from '../simulator/options.ts'
import { controlSimulation } from './control-simulation.ts'

const TEST_MS = 120_000

async function serve(options: Parameters<typeof createTestApp>[0]) {
  const t = await createTestApp({ hasWorkers: false, ...options })
  t.app.listen({ port: 0, hostname: '127.0.0.1' })
  return {
    t,
    url: `http://127.0.0.1:${t.app.server?.port}`,
    ask: (method: string, body?: object, as = t.admin) =>
      t.request(method, '/v1/admin/simulator', { as, ...(body && { body }) }),
    async stop() {
      await t.app.stop(true)
      await t.close()
    },
  }
}

test('a server beside which no city is simulated has no simulator', async () => {
  const { ask, stop } = await serve({})
  expect((await ask('GET')).body).toEqual({ simulator: null })
  expect((await ask('PATCH', { speed: 2 })).status).toBe(404)
  await stop()
})

test(
  'the pace of the city is changed by admins while it runs, and pausing takes its drivers off the line',
  async () => {
    const control = controlSimulation({ ...DEFAULT_OPTIONS, drivers: 2, bookingsPerMinute: 0 }, () => {})
    const { t, url, ask, stop } = await serve({ simulator: control })
    control.start(url)
    const connected = async () => (await ask('GET')).body.simulator.driversConnected
    const areConnected = (count: number) => until(async () => (await connected()) === count, TEST_MS)
    await areConnected(2)
    const operator = await t.signIn('operator@hexhaul.test')
    expect((await ask('PATCH', { drivers: 3 }, operator)).status).toBe(403)
    expect((await ask('PATCH', {})).body.code).toBe('nothing_to_change')
    expect((await ask('PATCH', { drivers: 0 })).status).toBe(422)
    const changed = await ask('PATCH', { drivers: 3, speed: 2 })
    expect(changed.body).toMatchObject({ drivers: 3, speed: 2, bookingsPerMinute: 0, isStarting: true })
    await areConnected(3)
    expect((await ask('PATCH', { isPaused: true })).body).toMatchObject({ isPaused: true, isStarting: false })
    await areConnected(0)
    await ask('PATCH', { isPaused: false })
    await areConnected(3)
    // Stopped while it starts anew.
    await ask('PATCH', { drivers: 2 })
    await control.stop()
    expect(control.read().driversConnected).toBe(0)
    const { items } = (await t.request('GET', '/v1/admin/audit?subjectType=simulator', { as: t.admin })).body
    expect(items.map((it: { after: { drivers: number } }) => it.after.drivers)).toEqual([2, 3, 3, 3])
    await stop()
  },
  TEST_MS,
)
