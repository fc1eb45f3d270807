import type { Role } from '../../platform/context.ts'

type Defaults = { inbox: boolean; email: boolean }
const BOTH: Defaults = { inbox: true, email: true }
const INBOX: Defaults = { inbox: true, email: false }
const OFF: Defaults = { inbox: false, email: false }

/**
 * What people can be told, whom it concerns by role, and whether they are told unless they choose otherwise: in the app
 * what helps on the spot, by mail as well what must not be missed by who is not looking.
 */
export const KINDS = {
  'booking.driver_assigned': { label: 'A driver takes your booking', defaults: { customer: INBOX } },
  'booking.arrived': { label: 'Your driver has arrived', defaults: { customer: INBOX } },
  'booking.delivered': { label: 'Your goods are delivered', defaults: { customer: BOTH } },
  'booking.unfulfilled': { label: 'No driver was found', defaults: { customer: BOTH } },
  'booking.cancelled': {
    label: 'A booking is cancelled by somebody else',
    defaults: { customer: BOTH, driver: INBOX },
  },
  'booking.rescheduled': {
    label: 'A booking is moved to another time by somebody else',
    defaults: { customer: BOTH },
  },
  'booking.driver_left': { label: 'Your driver dropped out', defaults: { customer: INBOX } },
  'booking.given_by_hand': { label: 'A booking is given to you', defaults: { driver: INBOX } },
  'booking.promise_due': { label: 'A haul that you promised is yours now', defaults: { driver: INBOX } },
  'booking.promise_ended': { label: 'A haul that you promised is not yours', defaults: { driver: BOTH } },
  'booking.reminder': { label: 'A pickup comes closer', defaults: { customer: BOTH, driver: INBOX } },
  'driver.approval_changed': { label: 'You are approved or suspended', defaults: { driver: BOTH } },
  'document.expiring': { label: 'A paper is about to expire', defaults: { driver: BOTH, admin: INBOX } },
  'document.expired': { label: 'A paper has expired', defaults: { driver: BOTH, admin: BOTH } },
  'vehicle.maintenance': {
    label: 'Your vehicle goes to or leaves the workshop',
    defaults: { driver: INBOX },
  },
  'zone.crossed': {
    label: 'A driver enters, leaves or stays in a zone',
    defaults: { operator: OFF, admin: OFF },
  },
  'event.given_up': { label: 'An event could not be handled', defaults: { admin: INBOX } },
  'webhook.disabled': { label: 'A webhook is disabled for its failures', defaults: { admin: BOTH } },
} as const satisfies Record<string, { label: string; defaults: Partial<Record<Role, Defaults>> }>

export type Kind = keyof typeof KINDS
export const KIND_NAMES = Object.keys(KINDS) as Kind[]

/** Whether a role is told of a kind by default, or null where it is none of its business. */
export const defaultsOf = (kind: Kind, role: Role): Defaults | null =>
  (KINDS[kind].defaults as Partial<Record<Role, Defaults>>)[role] ?? null
