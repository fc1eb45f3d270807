/* Every word that people are told, in one table: a title that says it all, one or two sentences, and where to look. */
import type { Kind } from './kinds.ts'

type OfBooking = { bookingId: string; pickup: string; dropoff: string }
/** What each kind is told with. */
export type Facts = {
  'booking.driver_assigned': OfBooking & { driver: string }
  'booking.arrived': OfBooking & { at: 'pickup' | 'dropoff' }
  'booking.delivered': OfBooking
  'booking.unfulfilled': OfBooking
  'booking.cancelled': OfBooking & { reason: string }
  'booking.rescheduled': OfBooking & { when: string }
  'booking.driver_left': OfBooking
  'booking.given_by_hand': OfBooking
  'booking.promise_due': OfBooking
  'booking.promise_ended': OfBooking & { why: 'rescheduled' | 'commitment_released' | 'commitment_lapsed' }
  'booking.reminder': OfBooking & { minutesBefore: number; hasDriver: boolean }
  'driver.approval_changed': { to: string; reason: string }
  'document.expiring': { document: string; of: string; expiresOn: string; daysLeft: number }
  'document.expired': { document: string; of: string; expiresOn: string }
  'vehicle.maintenance': { plate: string; hasStarted: boolean }
  'zone.crossed': { driver: string; verb: 'entered' | 'left' | 'stays in'; zone: string }
  'event.given_up': { group: string; type: string; reason: string }
  'webhook.disabled': { webhookId: string; host: string; reason: 'gone' | 'failing' }
}
export type Words = { title: string; body: string; link: string | null }

const bookingLink = ({ bookingId }: OfBooking) => `/bookings/${bookingId}`
const haulOf = ({ pickup, dropoff }: OfBooking) => `${pickup} to ${dropoff}`
const becauseOf = (reason: string) => (reason ? ` Reason: ${reason}` : '')
const inTime = (count: number, unit: string) => `in ${count} ${unit}${count === 1 ? '' : 's'}`
const beforehand = (minutes: number) =>
  minutes >= 120 && minutes % 60 === 0 ? inTime(minutes / 60, 'hour') : inTime(minutes, 'minute')

const TEMPLATES: { [K in Kind]: (facts: Facts[K]) => Words } = {
  'booking.driver_assigned': (it) => ({
    title: 'Your driver is coming',
    body: `${it.driver} takes your goods from ${haulOf(it)}.`,
    link: bookingLink(it),
  }),
  'booking.arrived': (it) => ({
    title: it.at === 'pickup' ? 'Your driver is at the pickup' : 'Your goods have arrived',
    body: it.at === 'pickup' ? `Waiting at ${it.pickup}.` : `The driver is at ${it.dropoff}.`,
    link: bookingLink(it),
  }),
  'booking.delivered': (it) => ({
    title: 'Delivered',
    body: `Your goods are at ${it.dropoff}. How was it? You can rate the haul now.`,
    link: bookingLink(it),
  }),
  'booking.unfulfilled': (it) => ({
    title: 'No driver was found',
    body: `Nobody could take your goods from ${haulOf(it)}. You pay nothing; please book again.`,
    link: bookingLink(it),
  }),
  'booking.cancelled': (it) => ({
    title: 'Booking cancelled',
    body: `The haul from ${haulOf(it)} was cancelled.${becauseOf(it.reason)}`,
    link: bookingLink(it),
  }),
  'booking.rescheduled': (it) => ({
    title: 'Your booking was moved to another time',
    body: `The pickup at ${it.pickup} is now on ${it.when}; the goods go to ${it.dropoff}.`,
    link: bookingLink(it),
  }),
  'booking.driver_left': (it) => ({
    title: 'Your driver had to drop out',
    body: `We are looking for another one for ${haulOf(it)}.`,
    link: bookingLink(it),
  }),
  'booking.given_by_hand': (it) => ({
    title: 'A booking was given to you',
    body: `Please drive to ${it.pickup}; the goods go to ${it.dropoff}.`,
    link: bookingLink(it),
  }),
  'booking.promise_due': (it) => ({
    title: 'The haul that you promised is yours',
    body: `Please drive to ${it.pickup}; the goods go to ${it.dropoff}.`,
    link: bookingLink(it),
  }),
  'booking.promise_ended': (it) => ({
    title: 'A haul that you promised is not yours any more',
    body: `${haulOf(it)}: ${PROMISE_ENDS[it.why]}`,
    link: null,
  }),
  'booking.reminder': (it) => ({
    title: `Pickup ${beforehand(it.minutesBefore)}`,
    body: `${haulOf(it)}.${it.hasDriver ? '' : ' We will look for a driver in time.'}`,
    link: bookingLink(it),
  }),
  'driver.approval_changed': (it) => ({
    title: APPROVALS[it.to] ?? 'Your approval has changed',
    body:
      it.to === 'approved'
        ? 'You can go on duty and take bookings.'
        : `You cannot take bookings for now.${becauseOf(it.reason)}`,
    link: null,
  }),
  'document.expiring': (it) => ({
    title: `${it.document} expires ${it.daysLeft === 0 ? 'today' : inTime(it.daysLeft, 'day')}`,
    body: `The ${it.document} of ${it.of} is valid until ${it.expiresOn}. Please hand in a new one.`,
    link: null,
  }),
  'document.expired': (it) => ({
    title: `${it.document} has expired`,
    body: `The ${it.document} of ${it.of} was valid until ${it.expiresOn}. There are no bookings until a new one is in.`,
    link: null,
  }),
  'vehicle.maintenance': (it) => ({
    title: it.hasStarted ? 'Your vehicle is in the workshop' : 'Your vehicle is back',
    body: it.hasStarted
      ? `${it.plate} takes no bookings until its maintenance is over.`
      : `${it.plate} can take bookings again.`,
    link: null,
  }),
  'zone.crossed': (it) => ({
    title: `${it.driver} ${it.verb} ${it.zone}`,
    body: 'The map shows where the driver is now.',
    link: '/',
  }),
  'event.given_up': (it) => ({
    title: `${it.group} gave up on ${it.type}`,
    body: `It is kept as a dead letter and can be handed back. Reason: ${it.reason}`,
    link: null,
  }),
  'webhook.disabled': (it) => ({
    title: `Webhook to ${it.host} is disabled`,
    body:
      it.reason === 'gone'
        ? 'Its receiver answered 410 Gone. Enable it again when it is back, and replay what has failed.'
        : 'Nothing could be delivered for days. Enable it again when it answers, and replay what has failed.',
    link: null,
  }),
}

const PROMISE_ENDS: Record<Facts['booking.promise_ended']['why'], string> = {
  rescheduled: 'it was moved to another time.',
  commitment_released: 'it was taken back for you.',
  commitment_lapsed: 'it was due and you could not take it; others are asked now.',
}

const APPROVALS: Record<string, string> = {
  approved: 'You are approved',
  suspended: 'You are suspended',
  pending: 'Your approval is under review',
}

const FACT_MAX_CHARS = 200

/** A person's words on one line: whatever they typed adds no line and no header. */
const plain = (text: string) =>
  text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, FACT_MAX_CHARS)

/** The words of a notice. What people have typed is put on one line of at most 200 characters first. */
export function renderNotice<K extends Kind>(kind: K, facts: Facts[K]): Words {
  const clean = Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, typeof value === 'string' ? plain(value) : value]),
  )
  return TEMPLATES[kind](clean as Facts[K])
}
