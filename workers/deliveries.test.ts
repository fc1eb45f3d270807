import { afterAll, expect, test } from 'bun:test'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { Webhook } from 'standardwebhooks'
import { removeOldNotifications } from '../server/communication/inbox/remove-old-notifications.ts'
import { measureDeliveries } from '../server/communication/measure-deliveries.ts'
import { answering, startReceiver } from '../server/communication/webhooks/testing/start-receiver.ts'
import { createTestApp, until } from '../server/testing/create-test-app.ts'
import { startWorkers } from './start-workers.ts'

const DAY_MS = 86_400_000
const mailTo: string[] = []
const smtp = new SMTPServer({
  ...{ authOptional: true, disabledCommands: ['STARTTLS'], logger: false },
  onData(stream, { envelope }, done) {
    stream.resume().on('end', () => {
      mailTo.push(...envelope.rcptTo.map(({ address }) => address))
      done()
    })
  },
})
await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
const { port } = smtp.server.address() as AddressInfo
const mail = { smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom: 'Hexhaul <no-reply@example.com>' }
const t = await createTestApp({ hasWorkers: false, config: { ...mail, webhooksAllowPrivate: true } })
const receiver = await startReceiver()
const workers = await startWorkers(t.deps, ['outbox-relay', 'messages', 'deliveries'])
afterAll(async () => {
  await workers.stop()
  await t.close()
  await receiver.close()
  await new Promise<void>((resolve) => smtp.close(() => resolve()))
})
const as = t.admin
const count = async (table: string) =>
  (await t.deps.sql.unsafe(`select count(*)::int as count from ${table}`))[0]?.count as number

test('a cancelled booking reaches the receiver, the inbox and the mailbox of its customer', async () => {
  const body = { url: receiver.url, eventTypes: ['booking.*'] }
  const { body: made } = await t.request('POST', '/v1/admin/webhooks', { as, body })
  const customer = await t.signUp('customer')
  const { body: booking } = await t.book(customer.token, await t.quote(customer.token))
  await t.request('POST', `/v1/bookings/${booking.id}/cancel`, { as, body: { reason: 'flood' } })
  await until(() => receiver.received.length === 2 && mailTo.length === 1)
  const moves = receiver.received.map(
    ({ body, headers }) =>
      new Webhook(made.secret).verify(body, headers) as { data: { seq: number; to: string } },
  )
  expect(moves.map(({ data }) => [data.seq, data.to]).sort()).toEqual([
    [1, 'searching'],
    [2, 'cancelled'],
  ])
  const { body: inbox } = await t.request('GET', '/v1/me/notifications', { as: customer.token })
  expect(inbox).toMatchObject({ unreadCount: 1, items: [{ kind: 'booking.cancelled' }] })
  const { body: me } = await t.request('GET', '/v1/me', { as: customer.token })
  expect(mailTo).toEqual([me.email])
})

test('what is due and not sent is late, but not what an endpoint that fails has waiting', async () => {
  receiver.answer = answering(500)
  const { items } = (await t.request('GET', '/v1/admin/webhooks', { as })).body
  const path = `/v1/admin/webhooks/${items[0].id}`
  await t.request('POST', `${path}/test`, { as })
  await until(async () => (await t.request('GET', path, { as })).body.failuresInRow > 0)
  await workers.stop()
  t.clock.offsetMs += 600_000
  const measured = async () => {
    await measureDeliveries(t.deps)
    const { values: waiting } = await t.deps.metrics.deliveriesWaiting.get()
    const { values: late } = await t.deps.metrics.deliveryLateSeconds.get()
    const of = (values: typeof waiting) =>
      values.find(({ labels }) => labels.channel === 'webhook')?.value ?? -1
    return { waiting: of(waiting), lateS: of(late) }
  }
  expect(await measured()).toEqual({ waiting: 1, lateS: 0 })
  const { body } = await t.request('POST', '/v1/admin/webhooks', {
    ...{ as, body: { url: receiver.url, eventTypes: ['*'] } },
  })
  await t.request('POST', `/v1/admin/webhooks/${body.webhook.id}/test`, { as })
  t.clock.offsetMs += 120_000
  const { waiting, lateS } = await measured()
  expect(waiting).toBe(2)
  expect(lateS).toBeGreaterThanOrEqual(120)
})

test('retention removes what was told and sent, and leaves what waits', async () => {
  expect([
    await count('notifications'),
    await count('emails'),
    await count('webhook_attempts'),
  ]).not.toContain(0)
  t.clock.offsetMs += 29 * DAY_MS
  expect(await removeOldNotifications(t.deps)).toBe(0)
  t.clock.offsetMs += 2 * DAY_MS
  while ((await removeOldNotifications(t.deps)) > 0);
  expect([await count('notifications'), await count('emails')]).toEqual([0, 0])
  const left = await t.deps.sql`select state from webhook_deliveries`
  expect(left.map(({ state }) => state)).toEqual(['waiting', 'waiting'])
})
