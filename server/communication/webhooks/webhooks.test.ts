import { afterAll, describe, expect, test } from 'bun:test'
import { until } from '../../testing/until.ts'
import { createSendingApp } from './testing/create-sending-app.ts'

const t = await createSendingApp({
  hasWorkers: true,
  workers: ['messages'],
  config: { webhooksAllowPrivate: false },
})
afterAll(t.close)
const as = t.admin
const URL = 'https://example.com/hooks'
const create = (body: object) => t.request('POST', '/v1/admin/webhooks', { as, body })

describe('a webhook', () => {
  test('shows its secret once, keeps it encrypted, and leaves it out of every answer and of the audit log', async () => {
    const { status, body } = await create({ url: URL, eventTypes: ['booking.*'], description: 'Orders' })
    expect(status).toBe(201)
    expect(body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const { id } = body.webhook
    expect(body.webhook).toMatchObject({ url: URL, status: 'enabled', version: 1, description: 'Orders' })
    const { body: rotated } = await t.request('POST', `/v1/admin/webhooks/${id}/rotate-secret`, { as })
    expect(rotated.secret).not.toBe(body.secret)
    const told = await Promise.all(
      [`/v1/admin/webhooks/${id}`, '/v1/admin/webhooks', '/v1/admin/audit'].map(
        async (path) => (await t.request('GET', path, { as })).body,
      ),
    )
    const rows = await t.deps.sql`select * from webhooks`
    const kept = JSON.stringify([told, rows])
    for (const secret of [body.secret, rotated.secret]) {
      expect(kept).not.toContain(secret)
      expect(kept).not.toContain(secret.slice('whsec_'.length))
    }
    expect(JSON.stringify(told)).not.toMatch(/sealed/i)
  })

  test('is refused with the field where its address or its types lead nowhere', async () => {
    for (const [body, code, path] of [
      [{ url: 'https://127.0.0.1/', eventTypes: ['*'] }, 'webhook_url_invalid', 'url'],
      [{ url: 'https://me:pw@example.com/', eventTypes: ['*'] }, 'webhook_url_invalid', 'url'],
      [{ url: URL, eventTypes: ['booking.exploded'] }, 'event_type_unknown', 'eventTypes'],
      [{ url: URL, eventTypes: ['event.given_up'] }, 'event_type_unknown', 'eventTypes'],
      [{ url: URL, eventTypes: [] }, 'validation_failed', 'eventTypes'],
      [{ url: 'https://exa mple.com/', eventTypes: ['*'] }, 'validation_failed', 'url'],
    ] as const) {
      const answer = await create(body)
      expect(answer.status).toBe(422)
      expect(answer.body).toMatchObject({ code, errors: [{ path }] })
    }
  })

  test('of two admins who change it at once takes one change, and each is in the audit log', async () => {
    const { id } = (await create({ url: URL, eventTypes: ['*'] })).body.webhook
    const patch = (description: string) =>
      t.request('PATCH', `/v1/admin/webhooks/${id}`, { as, body: { version: 1, description } })
    const answers = await Promise.all(['one', 'two', 'three'].map(patch))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    expect((await t.request('DELETE', `/v1/admin/webhooks/${id}`, { as })).status).toBe(204)
    expect((await t.request('GET', `/v1/admin/webhooks/${id}`, { as })).status).toBe(404)
    const { body } = await t.request('GET', `/v1/admin/audit?subjectId=${id}`, { as })
    expect(body.items.map(({ action }: { action: string }) => action)).toEqual([
      'webhook.delete',
      'webhook.change',
      'webhook.create',
    ])
  })

  test('that is disabled is queued nothing, and what waited for it has failed', async () => {
    const { id } = (await create({ url: URL, eventTypes: ['*'] })).body.webhook
    const queued = await t.test(id)
    await t.request('POST', `/v1/admin/webhooks/${id}/disable`, { as })
    expect(await t.delivery(queued.id)).toMatchObject({ state: 'failed' })
    const replay = await t.request('POST', `/v1/admin/webhook-deliveries/${queued.id}/replay`, { as })
    expect(replay.body.code).toBe('webhook_disabled')
  })
})

test('an event is queued once for each webhook that asks for its type, and its message is the event', async () => {
  const subscriptions = [['booking.moved'], ['booking.*'], ['*'], ['zone.*', 'document.expired']]
  const ids: string[] = []
  for (const eventTypes of subscriptions) ids.push((await create({ url: URL, eventTypes })).body.webhook.id)
  const customer = await t.signUp('customer')
  const { body: booking } = await t.book(customer.token, await t.quote(customer.token))
  const queuedFor = async (id: string) =>
    (await t.request('GET', `/v1/admin/webhooks/${id}/deliveries`, { as })).body.items as {
      id: string
      eventId: string
      type: string
    }[]
  await until(async () => (await queuedFor(ids[2] as string)).length > 0)
  const queued = await Promise.all(ids.map(queuedFor))
  expect(queued.map((items) => items.map(({ type }) => type))).toEqual([
    ['booking.moved'],
    ['booking.moved'],
    ['booking.moved'],
    [],
  ])
  expect(new Set(queued.flat().map(({ eventId }) => eventId)).size).toBe(1)
  const message = JSON.parse((await t.delivery(queued[0]?.[0]?.id as string)).body)
  expect(message).toMatchObject({
    type: 'booking.moved',
    timestamp: expect.any(String),
    data: { bookingId: booking.id, seq: 1, to: 'searching', customerId: customer.id },
  })
})
