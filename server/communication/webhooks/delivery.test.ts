import { afterAll, describe, expect, test } from 'bun:test'
import { Webhook } from 'standardwebhooks'
import { RETRY_AFTER_S } from '../retry-schedule.ts'
import { RESPONSE_MAX_BYTES } from './post-message.ts'
import { createSendingApp } from './testing/create-sending-app.ts'
import { answering } from './testing/start-receiver.ts'

const t = await createSendingApp()
afterAll(t.close)
const DAY_MS = 86_400_000
const post = (path: string, body?: object) => t.request('POST', path, { as: t.admin, body })

describe('a delivery', () => {
  test('is a message that an independent implementation of Standard Webhooks verifies, and refuses once it is changed', async () => {
    const receiver = await t.receive()
    const { id, secret } = await t.subscribe(`${receiver.url}?tenant=7`)
    const { eventId } = await t.test(id)
    await t.sendAll()
    const [{ path, headers, body }] = receiver.received as [(typeof receiver.received)[0]]
    expect(path).toBe('/hooks?tenant=7')
    expect(headers['content-type']).toBe('application/json')
    expect(headers['webhook-id']).toBe(eventId)
    const message = new Webhook(secret).verify(body, headers)
    expect(message).toEqual({ type: 'webhook.test', timestamp: expect.any(String), data: { webhookId: id } })
    expect(() => new Webhook(secret).verify(body.replace('test', 'tset'), headers)).toThrow()
  })

  test('is signed with the old secret too for a day after a rotation, and then no more', async () => {
    const receiver = await t.receive()
    const { id, secret: old } = await t.subscribe(receiver.url)
    const { body: rotated } = await post(`/v1/admin/webhooks/${id}/rotate-secret`)
    const isVerified = (secret: string) => {
      const { body, headers } = receiver.received.at(-1) as (typeof receiver.received)[0]
      // The package knows the time of this machine alone.
      const mac = headers['webhook-signature']?.split(' ') ?? []
      const at = new Date(Number(headers['webhook-timestamp']) * 1_000)
      return mac.includes(new Webhook(secret).sign(headers['webhook-id'] as string, at, body))
    }
    await t.test(id)
    await t.sendAll()
    expect([isVerified(rotated.secret), isVerified(old)]).toEqual([true, true])
    t.pass(DAY_MS)
    await t.test(id)
    await t.sendAll()
    expect([isVerified(rotated.secret), isVerified(old)]).toEqual([true, false])
  })

  test('that fails is tried again until it succeeds, with the same id and body and a fresh signature', async () => {
    const receiver = await t.receive(answering(503, 'try again later'))
    const { id } = await t.subscribe(receiver.url)
    const { id: deliveryId, eventId } = await t.test(id)
    await t.sendAll()
    expect(await t.delivery(deliveryId)).toMatchObject({ state: 'waiting', attempts: 1 })
    t.pass(4_000)
    await t.sendAll()
    expect(receiver.received).toHaveLength(1)
    receiver.answer = answering(200, 'thanks')
    t.pass(2_000)
    await t.sendAll()
    const [first, second] = receiver.received
    expect(second?.body).toBe(first?.body as string)
    expect([first, second].map((it) => it?.headers['webhook-id'])).toEqual([eventId, eventId])
    expect(second?.headers['webhook-signature']).not.toBe(first?.headers['webhook-signature'] as string)
    const { state, attemptLog } = await t.delivery(deliveryId)
    expect(state).toBe('delivered')
    expect(attemptLog).toMatchObject([
      { number: 2, status: 200, response: 'thanks', error: null },
      { number: 1, status: 503, response: 'try again later', error: null },
    ])
    expect(await t.webhook(id)).toMatchObject({ failuresInRow: 0, failingSince: null })
  })

  test('is tried eleven times in a day and has failed then, and a replay gives it all of them again', async () => {
    const receiver = await t.receive(answering(500))
    const { id } = await t.subscribe(receiver.url)
    const begunMs = t.clock.now().getTime()
    const { id: deliveryId } = await t.test(id)
    const waitsS: number[] = []
    for (let lastMs = begunMs; ; ) {
      await t.sendAll()
      const { state, nextAttemptAt } = await t.delivery(deliveryId)
      if (state === 'failed') break
      t.pass(Date.parse(nextAttemptAt) - t.clock.now().getTime())
      waitsS.push((t.clock.now().getTime() - lastMs) / 1_000)
      lastMs = t.clock.now().getTime()
    }
    expect(receiver.received).toHaveLength(RETRY_AFTER_S.length + 1)
    RETRY_AFTER_S.forEach((planned, i) => {
      expect((waitsS[i] as number) / planned).toBeGreaterThan(0.899)
      expect((waitsS[i] as number) / planned).toBeLessThan(1.101)
    })
    const hours = (t.clock.now().getTime() - begunMs) / 3_600_000
    expect(hours).toBeGreaterThan(21)
    expect(hours).toBeLessThan(27)
    expect(await t.webhook(id)).toMatchObject({ status: 'enabled' })
    t.pass(DAY_MS)
    await t.sendAll()
    expect(receiver.received).toHaveLength(RETRY_AFTER_S.length + 1)
    expect((await post(`/v1/admin/webhook-deliveries/${deliveryId}/replay`)).status).toBe(200)
    expect((await post(`/v1/admin/webhook-deliveries/${deliveryId}/replay`)).body.code).toBe(
      'delivery_waiting',
    )
    await t.sendAll()
    expect(await t.delivery(deliveryId)).toMatchObject({ state: 'waiting', attempts: 12 })
    receiver.answer = answering(200)
    t.pass(300_000)
    await t.sendAll()
    expect(await t.delivery(deliveryId)).toMatchObject({ state: 'delivered', attempts: 13 })
  })

  test('that is redirected has failed: neither a private address nor another is asked', async () => {
    const elsewhere = await t.receive()
    const receiver = await t.receive(answering(302, '', { location: elsewhere.url }))
    for (const location of [
      elsewhere.url,
      `//127.0.0.1:${elsewhere.port}/`,
      'http://169.254.169.254/latest',
    ]) {
      receiver.answer = answering(307, '', { location })
      const { id } = await t.subscribe(receiver.url)
      const { id: deliveryId } = await t.test(id)
      await t.sendAll()
      expect((await t.delivery(deliveryId)).attemptLog).toMatchObject([{ status: 307, error: null }])
      expect(await t.webhook(id)).toMatchObject({ failuresInRow: 1 })
    }
    expect(elsewhere.connections()).toBe(0)
  })

  test('to whom resets the connection or hangs up without an answer has failed with what happened', async () => {
    const receiver = await t.receive((response) => response.socket?.resetAndDestroy())
    const { id } = await t.subscribe(receiver.url)
    const { id: deliveryId } = await t.test(id)
    await t.sendAll()
    const [{ status, error }] = (await t.delivery(deliveryId)).attemptLog
    expect(status).toBeNull()
    expect(error).toMatch(/reset|closed|hang ?up/i)
    receiver.answer = (response) => response.socket?.destroy()
    t.pass(6_000)
    await t.sendAll()
    expect((await t.delivery(deliveryId)).attemptLog).toMatchObject([
      { number: 2, status: null },
      { number: 1 },
    ])
  })

  test('with an endless answer reads the beginning of it, and goes by its status', async () => {
    const sent = { bytes: 0 }
    const receiver = await t.receive((response) => {
      response.writeHead(200)
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536))) sent.bytes += 65_536
      }
      response.on('drain', more)
      response.on('error', () => {})
      more()
    })
    const { id } = await t.subscribe(receiver.url)
    const { id: deliveryId } = await t.test(id)
    await t.sendAll()
    const { state, attemptLog } = await t.delivery(deliveryId)
    expect(state).toBe('delivered')
    expect(attemptLog[0].response).toHaveLength(RESPONSE_MAX_BYTES)
    // What the buffers of both ends hold, and then nothing more.
    expect(sent.bytes).toBeLessThan(64 * 1_048_576)
  })

  test('of which nobody reads the body goes by its status, though the body never ends', async () => {
    const receiver = await t.receive((response) => void response.writeHead(202).write('coming'))
    const { id } = await t.subscribe(receiver.url)
    const { id: deliveryId } = await t.test(id)
    await t.sendAll()
    const { state, attemptLog } = await t.delivery(deliveryId)
    expect({ state, response: attemptLog[0].response }).toEqual({ state: 'delivered', response: 'coming' })
  })

  test('whose secret was sealed with another key is not sent, says so, and waits', async () => {
    const receiver = await t.receive()
    const { id } = await t.subscribe(receiver.url)
    const { id: deliveryId } = await t.test(id)
    const { encryptionKey } = t.deps.config
    t.deps.config.encryptionKey = 'another key of at least 32 characters'
    const { level } = t.deps.log
    t.deps.log.level = 'silent'
    await t.sendAll()
    t.deps.log.level = level
    t.deps.config.encryptionKey = encryptionKey
    expect(await t.delivery(deliveryId)).toMatchObject({
      state: 'waiting',
      attemptLog: [{ status: null, error: expect.stringContaining('ENCRYPTION_KEY') }],
    })
    expect(receiver.connections()).toBe(0)
    t.pass(6_000)
    await t.sendAll()
    expect(await t.delivery(deliveryId)).toMatchObject({ state: 'delivered' })
  })
})
