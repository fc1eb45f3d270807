import { afterAll, describe, expect, test } from 'bun:test'
import { square } from '../../zones/testing/draw-zones.ts'
import { createInboxApp, type Notification } from './testing/create-inbox-app.ts'

const t = await createInboxApp()
afterAll(t.close)
const { operator, inboxOf, kindsOf, emit, choose, handled } = t

describe('the inbox', () => {
  const told = async (count: number) => {
    const driver = await t.signUp('driver')
    const data = { driverId: driver.id, from: 'pending', to: 'approved', reason: null }
    for (let n = 0; n < count; n++) await emit({ type: 'driver.approval_changed', key: driver.id, data })
    await handled()
    return driver
  }

  test('is read page by page, and marked as read one by one or up to one', async () => {
    const { token } = await told(5)
    const first = await inboxOf(token, '?limit=2')
    const second = await inboxOf(token, `?limit=2&cursor=${first.nextCursor}`)
    const third = await inboxOf(token, `?limit=2&cursor=${second.nextCursor}`)
    const ids = [first, second, third].flatMap(({ items }) => items.map(({ id }) => id))
    expect([ids.length, new Set(ids).size, third.nextCursor]).toEqual([5, 5, null])
    const mark = (path: string, body?: object) =>
      t.request('POST', `/v1/me/notifications/${path}`, { as: token, body })
    expect((await mark(`${ids[0]}/read`)).body).toEqual({ unreadCount: 4 })
    expect((await mark(`${ids[0]}/read`)).body).toEqual({ unreadCount: 4 })
    expect((await mark('read', { upTo: ids[2] })).body).toEqual({ unreadCount: 1 })
    const unread = await inboxOf(token, '?only=unread')
    expect(unread.items.map(({ id }) => id)).toEqual([ids[1] as string])
    expect((await mark('read', { upTo: ids[0] })).body).toEqual({ unreadCount: 0 })
  })

  test('is nobody else’s to see or to mark', async () => {
    const [{ token }, stranger] = [await told(1), await t.signUp('customer')]
    const [{ id }] = (await inboxOf(token)).items as [Notification]
    for (const [path, body] of [
      [`${id}/read`, undefined],
      ['read', { upTo: id }],
    ] as const) {
      const answer = await t.request('POST', `/v1/me/notifications/${path}`, { as: stranger.token, body })
      expect(answer.body.code).toBe('not_found')
    }
    expect((await inboxOf(stranger.token)).items).toEqual([])
    expect((await inboxOf(token)).unreadCount).toBe(1)
  })
})

describe('preferences', () => {
  const read = async (as: string) =>
    (await t.request('GET', '/v1/me/notification-preferences', { as })).body.preferences as {
      kind: string
      inbox: boolean
      email: boolean
      defaults: object
    }[]

  test('are those of the role, hold until they are set back, and say what is told', async () => {
    const driver = await t.signUp('driver')
    const kind = 'driver.approval_changed'
    const data = { driverId: driver.id, from: 'pending', to: 'approved', reason: null }
    const off = await choose(driver.token, [{ kind, inbox: false, email: true }])
    expect(off.status).toBe(200)
    expect((await read(driver.token)).find((it) => it.kind === kind)).toMatchObject({
      ...{ inbox: false, email: true, defaults: { inbox: true, email: true } },
    })
    await emit({ type: kind, key: driver.id, data })
    await handled()
    expect(await kindsOf(driver.token)).toEqual([])
    await choose(driver.token, [])
    await emit({ type: kind, key: driver.id, data })
    await handled()
    expect(await kindsOf(driver.token)).toEqual([kind])
  })

  test('let an operator ask for the zones, which nobody is told of otherwise', async () => {
    const driver = await t.signUp('driver')
    const zone = { kind: 'geofence', name: 'Central depot', geometry: square(1, 1, 500) }
    const { body: drawn } = await t.request('POST', '/v1/admin/zones', { as: t.admin, body: zone })
    const data = { zoneId: drawn.id, driverId: driver.id, bookingId: null, lat: 1, lng: 1 }
    await choose(operator, [{ kind: 'zone.crossed', inbox: true, email: false }])
    await emit({ type: 'zone.dwelled', key: driver.id, data: { ...data, at: t.clock.now().toISOString() } })
    await handled()
    expect((await inboxOf(operator)).items[0]).toMatchObject({ title: 'Test stays in Central depot' })
    await choose(operator, [])
  })

  test('of another role, or named twice, are refused by their path', async () => {
    const { token } = await t.signUp('customer')
    const mine = { kind: 'booking.delivered', inbox: true, email: false }
    for (const bad of [{ ...mine, kind: 'event.given_up' }, mine]) {
      const { status, body } = await choose(token, [mine, bad])
      expect({ status, code: body.code, path: body.errors[0].path }).toEqual({
        ...{ status: 422, code: 'notification_kind_foreign', path: 'preferences.1.kind' },
      })
    }
    expect((await read(token)).every(({ kind }) => kind.startsWith('booking.'))).toBe(true)
  })
})
