import { afterAll, expect, test } from 'bun:test'
import { until } from '../../testing/until.ts'
import { LEASE_MS } from './claim-deliveries.ts'
import { createSendingApp } from './testing/create-sending-app.ts'
import { answering } from './testing/start-receiver.ts'

const MESSAGES = 40
const t = await createSendingApp()
const children: Bun.Subprocess[] = []
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await t.close()
})

function sendInChild() {
  const child = Bun.spawn(['bun', `${import.meta.dir}/testing/send-in-child.ts`], {
    stdout: 'inherit',
    stderr: 'inherit',
    env: {
      ...process.env,
      ...{ DATABASE_URL: t.deps.config.databaseUrl, NODE_ENV: 'test', LOG_LEVEL: 'error' },
      ...{ REDIS_URL: '', KAFKA_BROKERS: '', WEBHOOKS_ALLOW_PRIVATE: 'true' },
    },
  })
  children.push(child)
  return child
}

test('a sender killed in the middle loses nothing, and doubles at most what it had under way', async () => {
  const receiver = await t.receive((response) => void setTimeout(() => response.end(), 30))
  const { id } = await t.subscribe(receiver.url)
  for (let n = 0; n < MESSAGES; n++) await t.test(id)
  const child = sendInChild()
  await until(() => receiver.received.length >= 10)
  child.kill('SIGKILL')
  await child.exited
  const atDeath = receiver.received.length
  expect(atDeath).toBeLessThan(MESSAGES)
  receiver.answer = answering(204)
  await t.sendAll()
  // What it had taken is leased to it still.
  const { items: waiting } = (
    await t.request('GET', `/v1/admin/webhooks/${id}/deliveries?state=waiting`, { as: t.admin })
  ).body
  expect(waiting.length).toBeGreaterThan(0)
  expect(waiting.length).toBeLessThanOrEqual(4)
  // The clock of the test has stood still while the other process counted on.
  t.pass(2 * LEASE_MS)
  await t.sendAll()
  const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
  expect(new Set(ids).size).toBe(MESSAGES)
  expect(ids.length).toBeLessThanOrEqual(MESSAGES + 4)
  const { body } = await t.request('GET', `/v1/admin/webhooks/${id}/deliveries?limit=200`, { as: t.admin })
  expect(body.items.map(({ state }: { state: string }) => state)).toEqual(Array(MESSAGES).fill('delivered'))
})
