import { afterAll, describe, expect, test } from 'bun:test'
import { until } from '../../testing/until.ts'
import { createWebhookSender } from './send-webhooks.ts'
import { DISABLED_AFTER_MS } from './settle-delivery.ts'
import { createSendingApp } from './testing/create-sending-app.ts'
import { answering } from './testing/start-receiver.ts'

const t = await createSendingApp()
afterAll(t.close)
const DAY_MS = 86_400_000
const post = (path: string, body?: object) => t.request('POST', path, { as: t.admin, body })

describe('an endpoint', () => {
  const noticesOfAdmin = async () =>
    (await t.request('GET', '/v1/me/notifications', { as: t.admin })).body.items as {
      kind: string
      title: string
    }[]

  test('that answers 410 is disabled at once, nothing waits for it any more, and the admins are told', async () => {
    const receiver = await t.receive(answering(410))
    const { id } = await t.subscribe(receiver.url)
    const [first, second] = [await t.test(id), await t.test(id)]
    await t.sendAll()
    expect(await t.webhook(id)).toMatchObject({ status: 'disabled', disabledReason: 'gone' })
    for (const it of [first, second]) expect(await t.delivery(it.id)).toMatchObject({ state: 'failed' })
    const [notice] = await noticesOfAdmin()
    expect(notice).toMatchObject({ kind: 'webhook.disabled', title: expect.stringContaining('127.0.0.1') })
    expect((await post(`/v1/admin/webhooks/${id}/test`)).body.code).toBe('webhook_disabled')
    receiver.answer = answering(200)
    expect((await post(`/v1/admin/webhooks/${id}/enable`)).body).toMatchObject({ status: 'enabled' })
    const since = t.clock.now().toISOString()
    expect((await post(`/v1/admin/webhooks/${id}/replay`, { since })).body).toEqual({
      replayed: 2,
      hasMore: false,
    })
    await t.sendAll()
    for (const it of [first, second]) expect(await t.delivery(it.id)).toMatchObject({ state: 'delivered' })
    const later = new Date(t.clock.now().getTime() + 1).toISOString()
    expect((await post(`/v1/admin/webhooks/${id}/replay`, { since: later })).body.replayed).toBe(0)
  })

  test('that fails five times in a row is left alone for a while, then tried by one attempt alone', async () => {
    const receiver = await t.receive(answering(500))
    const { id } = await t.subscribe(receiver.url)
    for (let n = 0; n < 40; n++) await t.test(id)
    // Healthy at first, so four are under way at once; what is claimed while it fails is claimed one by one.
    await t.sendAll()
    const atFirst = receiver.received.length
    expect(atFirst).toBeGreaterThanOrEqual(5)
    expect(atFirst).toBeLessThanOrEqual(8)
    const { pausedUntil } = await t.webhook(id)
    t.pass(Date.parse(pausedUntil) - t.clock.now().getTime())
    await t.sendAll()
    expect(receiver.received).toHaveLength(atFirst + 1)
    receiver.answer = answering(200)
    t.pass(300_000)
    await t.sendAll()
    expect(receiver.received).toHaveLength(40 + atFirst + 1)
    expect(await t.webhook(id)).toMatchObject({ failuresInRow: 0, pausedUntil: null })
  })

  test('that answers nothing but failures for five days is disabled, and no day earlier', async () => {
    const receiver = await t.receive(answering(500))
    const { id } = await t.subscribe(receiver.url)
    const begunMs = t.clock.now().getTime()
    let lastEnabledMs = begunMs
    while ((await t.webhook(id)).status === 'enabled') {
      lastEnabledMs = t.clock.now().getTime()
      await t.test(id)
      await t.sendAll()
      t.pass(4 * 3_600_000)
    }
    expect(await t.webhook(id)).toMatchObject({ disabledReason: 'failing' })
    expect(lastEnabledMs - begunMs).toBeGreaterThanOrEqual(DISABLED_AFTER_MS)
    expect(lastEnabledMs - begunMs).toBeLessThan(DISABLED_AFTER_MS + DAY_MS)
  })

  test('that hangs holds up nobody else', async () => {
    const released: (() => void)[] = []
    const slow = await t.receive((response) => void released.push(() => response.end()))
    const quick = await t.receive()
    const [hanging, healthy] = [await t.subscribe(slow.url), await t.subscribe(quick.url)]
    for (let n = 0; n < 100; n++) await t.test(hanging.id)
    for (let n = 0; n < 20; n++) await t.test(healthy.id)
    const sender = createWebhookSender(t.deps)
    await until(async () => {
      await sender.sendDue()
      return quick.received.length === 20
    })
    expect(slow.received.length).toBe(4)
    slow.answer = answering(204)
    for (const release of released) release()
    await sender.settle()
    await t.sendAll()
    expect(slow.received.length).toBe(100)
  })
})

test('senders at once deliver each message once', async () => {
  const receiver = await t.receive((response) => void setTimeout(() => response.end(), 20))
  const endpoints = await Promise.all(Array.from({ length: 5 }, () => t.subscribe(receiver.url)))
  const senders = Array.from({ length: 6 }, () => createWebhookSender(t.deps))
  const sendDue = () => Promise.all(senders.map((sender) => sender.sendDue()))
  // Each has its connection to the database by then, so that they really race.
  await sendDue()
  const messages = endpoints.flatMap(({ id }) => Array.from({ length: 40 }, () => t.test(id)))
  await Promise.all(messages)
  await until(async () => {
    await sendDue()
    return receiver.received.length >= messages.length
  })
  await Promise.all(senders.map((sender) => sender.settle()))
  const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
  expect([ids.length, new Set(ids).size]).toEqual([messages.length, messages.length])
})
