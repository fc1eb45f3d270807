import { readVehicle } from '../../admin/read-vehicles.ts'
import type { Context } from '../../platform/context.ts'
import type { EventData } from '../../platform/event-log/events.ts'
import type { LoggedEvent } from '../../platform/event-log/port.ts'
import { readZoneName } from '../../zones/read-zones.ts'
import { noticesOfMove, noticesOfReminder } from './booking-notices.ts'
import { type Draft, notify } from './notify.ts'
import { readFirstName } from './read-first-name.ts'

/** Tells whom an event concerns; in the transaction that handles the event. Most events concern nobody. */
export async function tellPeople(context: Context, event: LoggedEvent): Promise<void> {
  for (const draft of await readNotices(context, event))
    await notify(context, { ...draft, eventId: event.id })
}

async function readNotices(context: Context, { type, data }: LoggedEvent): Promise<Draft[]> {
  switch (type) {
    case 'booking.moved':
      return noticesOfMove(context, data as EventData<'booking.moved'>)
    case 'booking.reminder':
      return noticesOfReminder(context, data as EventData<'booking.reminder'>)
    case 'driver.approval_changed': {
      const { driverId, to, reason } = data as EventData<'driver.approval_changed'>
      return [{ kind: type, facts: { to, reason: reason ?? '' }, to: { userIds: [driverId] } }]
    }
    case 'document.expiring':
    case 'document.expired':
      return noticesOfDocument(context, type, data as EventData<'document.expiring'>)
    case 'vehicle.maintenance_started':
    case 'vehicle.maintenance_ended': {
      const { vehicleId, driverId } = data as EventData<'vehicle.maintenance_started'>
      if (!driverId) return []
      const { plate } = await readVehicle(context, vehicleId)
      const hasStarted = type === 'vehicle.maintenance_started'
      return [{ kind: 'vehicle.maintenance', facts: { plate, hasStarted }, to: { userIds: [driverId] } }]
    }
    case 'zone.entered':
    case 'zone.left':
    case 'zone.dwelled': {
      const { driverId, zoneId } = data as EventData<'zone.entered'>
      const zone = (await readZoneName(context, zoneId)) ?? 'a zone'
      const facts = { driver: await readFirstName(context, driverId), verb: ZONE_VERBS[type], zone }
      return [{ kind: 'zone.crossed', facts, to: { roles: ['operator', 'admin'] } }]
    }
    case 'event.given_up': {
      const { group, reason, event } = data as EventData<'event.given_up'>
      const facts = { group, reason, type: String(event.type) }
      return [{ kind: type, facts, to: { roles: ['admin'] } }]
    }
    default:
      return []
  }
}

const ZONE_VERBS = { 'zone.entered': 'entered', 'zone.left': 'left', 'zone.dwelled': 'stays in' } as const

/** For the admins, and for the driver whose paper it is or who drives the vehicle. */
async function noticesOfDocument(
  context: Context,
  type: 'document.expiring' | 'document.expired',
  { subjectType, subjectId, kind, expiresOn, daysLeft }: EventData<'document.expiring'>,
): Promise<Draft[]> {
  const vehicle = subjectType === 'vehicle' ? await readVehicle(context, subjectId) : null
  const of = vehicle ? vehicle.plate : await readFirstName(context, subjectId)
  const driverId = vehicle ? vehicle.driverId : subjectId
  const to = { userIds: driverId ? [driverId] : [], roles: ['admin' as const] }
  const document = kind.replaceAll('_', ' ')
  if (type === 'document.expired') return [{ kind: type, facts: { document, of, expiresOn }, to }]
  return [{ kind: type, facts: { document, of, expiresOn, daysLeft }, to }]
}
