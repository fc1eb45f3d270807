import { afterAll, describe, expect, test } from 'bun:test'
import { outbox } from '../../../db/schema/index.ts'
import { systemContext } from '../../platform/context.ts'
import { appendEvents } from '../../platform/event-log/append-events.ts'
import type { EventDraft } from '../../platform/event-log/events.ts'
import type { LoggedEvent } from '../../platform/event-log/port.ts'
import { createTestApp, until } from '../../testing/create-test-app.ts'
import { tellPeople } from './tell-people.ts'

const t = await createTestApp({ workers: ['messages'] })
afterAll(t.close)
const admin = t.admin
const operator = await t.signIn('operator@hexhaul.test')

type Notification = { id: string; kind: string; title: string; body: string; readAt: string | null }
type Inbox = { items: Notification[]; nextCursor: string | null; unreadCount: number }
const inboxOf = async (as: string, query = '') =>
  (await t.request('GET', `/v1/me/notifications${query}`, { as })).body as Inbox
const kindsOf = async (as: string) => (await inboxOf(as)).items.map(({ kind }) => kind).reverse()
const emit = (...drafts: EventDraft[]) => appendEvents(systemContext(t.deps, 'test'), drafts)
const choose = (as: string, preferences: object[]) =>
  t.request('PUT', '/v1/me/notification-preferences', { as, body: { preferences } })

/** Waits until what was emitted so far has been handled. */
async function handled(): Promise<void> {
  await until(async () => {
    const [{ left }] = await t.deps.sql<[{ left: number }]>`
      select count(*)::int as left from outbox o where o.topic <> 'demand.signals' and o.topic <> 'pricing.surge'
        and not exists (select 1 from inbox i where i.event_id = o.id and i.consumer_group = 'messages')`
    return left === 0
  })
}

async function bookedHaul() {
  const customer = await t.signUp('customer')
  const { body: booking } = await t.book(customer.token, await t.quote(customer.token))
  return { customer, id: booking.id as string }
}
const assign = (id: string, driverId: string) =>
  t.request('POST', `/v1/bookings/${id}/assign`, { as: operator, body: { driverId } })

async function drive(id: string, as: string, states: string[]) {
  for (const status of states) {
    const { body } = await t.request('GET', `/v1/bookings/${id}`, { as })
    const answer = await t.request('POST', `/v1/bookings/${id}/status`, {
      as,
      body: { status, version: body.version },
    })
    expect(answer.status).toBe(200)
  }
}

describe('of a haul', () => {
  test('the customer is told of each step that matters, and the driver who was given it by hand of that', async () => {
    const [{ customer, id }, driver] = [await bookedHaul(), await t.availableDriver(12.97, 77.59)]
    expect((await assign(id, driver.id)).status).toBe(200)
    const way = [
      'en_route_to_pickup',
      'arrived_at_pickup',
      'goods_collected',
      'arrived_at_dropoff',
      'delivered',
    ]
    await drive(id, driver.token, way)
    await handled()
    expect(await kindsOf(customer.token)).toEqual([
      'booking.driver_assigned',
      'booking.arrived',
      'booking.arrived',
      'booking.delivered',
    ])
    const { items, unreadCount } = await inboxOf(customer.token)
    expect(unreadCount).toBe(4)
    expect(items.at(-1)).toMatchObject({
      title: 'Your driver is coming',
      body: 'Test takes your goods from 1 Mill Road to 2 Lake View.',
      link: `/bookings/${id}`,
      readAt: null,
    })
    expect(await kindsOf(driver.token)).toEqual(['booking.given_by_hand'])
  })

  test('nobody is told of what they did themselves', async () => {
    const cancel = (as: string, id: string) =>
      t.request('POST', `/v1/bookings/${id}/cancel`, { as, body: { reason: 'rain' } })
    const [mine, theirs] = [await bookedHaul(), await bookedHaul()]
    const driver = await t.availableDriver(12.97, 77.59)
    await assign(mine.id, driver.id)
    await cancel(mine.customer.token, mine.id)
    await assign(theirs.id, driver.id)
    await cancel(driver.token, theirs.id)
    await cancel(operator, theirs.id)
    await handled()
    expect(await kindsOf(mine.customer.token)).toEqual(['booking.driver_assigned'])
    expect(await kindsOf(driver.token)).toEqual([
      'booking.given_by_hand',
      'booking.cancelled',
      'booking.given_by_hand',
    ])
    expect(await kindsOf(theirs.customer.token)).toEqual([
      'booking.driver_assigned',
      'booking.driver_left',
      'booking.cancelled',
    ])
    expect((await inboxOf(theirs.customer.token)).items[0]?.body).toContain('Reason: rain')
  })
})

describe('events of other services', () => {
  test('reach whom they concern, and nobody else', async () => {
    const [driver, other] = [await t.availableDriver(12.97, 77.59), await t.signUp('driver')]
    const { body: view } = await t.request('GET', `/v1/admin/drivers/${driver.id}`, { as: admin })
    const { customer, id: bookingId } = await bookedHaul()
    const before = (await inboxOf(admin, '?limit=200')).items.length
    const paper = {
      documentId: t.deps.newId(),
      kind: 'driving_licence',
      expiresOn: '2026-04-01',
      daysLeft: 7,
    }
    const ofDriver = { ...paper, subjectType: 'driver' as const, subjectId: driver.id }
    const ofVehicle = { ...paper, subjectType: 'vehicle' as const, subjectId: view.vehicleId as string }
    const work = { vehicleId: view.vehicleId as string, maintenanceId: t.deps.newId(), driverId: driver.id }
    const place = {
      zoneId: t.deps.newId(),
      driverId: driver.id,
      bookingId: null,
      lat: 1,
      lng: 1,
      at: t.clock.now().toISOString(),
    }
    const reminder = { bookingId, customerId: customer.id, driverId: driver.id, minutesBefore: 60 }
    await emit(
      {
        type: 'driver.approval_changed',
        key: driver.id,
        data: { driverId: driver.id, from: 'pending', to: 'approved', reason: null },
      },
      { type: 'document.expiring', key: driver.id, data: ofDriver },
      { type: 'document.expired', key: driver.id, data: ofVehicle },
      { type: 'vehicle.maintenance_started', key: driver.id, data: work },
      { type: 'vehicle.maintenance_ended', key: driver.id, data: { ...work, driverId: null } },
      { type: 'zone.entered', key: driver.id, data: place },
      {
        type: 'booking.reminder',
        key: bookingId,
        data: { ...reminder, pickupAt: t.clock.now().toISOString() },
      },
    )
    await handled()
    const ofFleet = [
      'driver.approval_changed',
      'document.expiring',
      'document.expired',
      'vehicle.maintenance',
    ]
    expect((await kindsOf(driver.token)).sort()).toEqual([...ofFleet, 'booking.reminder'].sort())
    expect(await kindsOf(other.token)).toEqual([])
    expect(await kindsOf(customer.token)).toEqual(['booking.reminder'])
    expect(await kindsOf(operator)).toEqual([])
    const { items } = await inboxOf(admin, '?limit=200')
    expect(
      items
        .slice(0, items.length - before)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['document.expired', 'document.expiring'])
  })

  test('that are given up are told to the admins', async () => {
    const data = { deadLetterId: t.deps.newId(), group: 'learning', attempts: 6, reason: 'no such column' }
    const event = { type: 'booking.moved', secret: 'of nobody' }
    await emit({ type: 'event.given_up', key: 'k', data: { ...data, event } })
    await handled()
    expect((await inboxOf(admin)).items[0]).toMatchObject({ title: 'learning gave up on booking.moved' })
  })

  test('are told once however often the log brings them, also at the same time', async () => {
    const driver = await t.signUp('driver')
    const data = { driverId: driver.id, from: 'pending', to: 'approved', reason: null }
    await emit({ type: 'driver.approval_changed', key: driver.id, data })
    await handled()
    const rows = await t.deps.db.select().from(outbox)
    const event = rows.find(({ data }) => data.driverId === driver.id && data.to === 'approved')
    const again = { ...event, occurredAt: '' } as unknown as LoggedEvent
    await Promise.all(Array.from({ length: 8 }, () => tellPeople(systemContext(t.deps, 'again'), again)))
    expect(await kindsOf(driver.token)).toEqual(['driver.approval_changed'])
  })
})

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
    const data = { zoneId: t.deps.newId(), driverId: driver.id, bookingId: null, lat: 1, lng: 1 }
    await choose(operator, [{ kind: 'zone.crossed', inbox: true, email: false }])
    await emit({ type: 'zone.dwelled', key: driver.id, data: { ...data, at: t.clock.now().toISOString() } })
    await handled()
    expect((await inboxOf(operator)).items[0]).toMatchObject({ title: 'Test stays in a zone' })
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
