import { afterAll, describe, expect, test } from 'bun:test'
import { outbox } from '../../../db/schema/index.ts'
import { systemContext } from '../../platform/context.ts'
import type { LoggedEvent } from '../../platform/event-log/port.ts'
import { tellPeople } from './tell-people.ts'
import { createInboxApp } from './testing/create-inbox-app.ts'

const t = await createInboxApp()
afterAll(t.close)
const { admin, operator, inboxOf, kindsOf, emit, handled } = t

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
    expect(await kindsOf(driver.token)).toEqual(['driver.approval_changed', 'booking.given_by_hand'])
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
      'driver.approval_changed',
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
    // Of the approval an admin's change has told.
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
