import { describe, expect, test } from 'bun:test'
import { renderMail } from '../mail/render-mail.ts'
import { KIND_NAMES, type Kind } from './kinds.ts'
import { type Facts, renderNotice } from './templates.ts'

const booking = {
  bookingId: '01956a2c-7f00-7000-8000-000000000001',
  pickup: '14 Mill Road',
  dropoff: '2 Lake View',
}
const paper = { document: 'licence', of: 'Ravi', expiresOn: '2026-04-01' }
/** Facts of every kind, in each of their shapes. */
const SAMPLES: { [K in Kind]: Facts[K][] } = {
  'booking.driver_assigned': [{ ...booking, driver: 'Ravi' }],
  'booking.arrived': [
    { ...booking, at: 'pickup' },
    { ...booking, at: 'dropoff' },
  ],
  'booking.delivered': [booking],
  'booking.unfulfilled': [booking],
  'booking.cancelled': [
    { ...booking, reason: 'flood' },
    { ...booking, reason: '' },
  ],
  'booking.rescheduled': [{ ...booking, when: 'Thu, 5 Mar 2026, 15:00 IST' }],
  'booking.driver_left': [booking],
  'booking.given_by_hand': [booking],
  'booking.promise_due': [booking],
  'booking.promise_ended': (['rescheduled', 'commitment_released', 'commitment_lapsed'] as const).map(
    (why) => ({
      ...booking,
      why,
    }),
  ),
  'booking.reminder': [
    { ...booking, minutesBefore: 1_440, hasDriver: false },
    { ...booking, minutesBefore: 1, hasDriver: true },
  ],
  'driver.approval_changed': ['approved', 'suspended', 'pending'].map((to) => ({ to, reason: '' })),
  'document.expiring': [30, 1, 0].map((daysLeft) => ({ ...paper, daysLeft })),
  'document.expired': [paper],
  'vehicle.maintenance': [true, false].map((hasStarted) => ({ plate: 'KA01AB1234', hasStarted })),
  'zone.crossed': (['entered', 'left', 'stays in'] as const).map((verb) => ({
    ...{ driver: 'Ravi', verb, zone: 'Central depot' },
  })),
  'event.given_up': [{ group: 'messages', type: 'booking.moved', reason: 'disk full' }],
  'webhook.disabled': (['gone', 'failing'] as const).map((reason) => ({
    ...{ webhookId: booking.bookingId, host: 'example.com', reason },
  })),
}

describe.each(KIND_NAMES)('%s', (kind) => {
  test('has short words without a gap, in the app and by mail', () => {
    const samples: Facts[Kind][] = SAMPLES[kind]
    expect(samples.length).toBeGreaterThan(0)
    for (const facts of samples) {
      const words = renderNotice(kind, facts as never)
      const mail = renderMail(words, 'Asha Rao', 'https://hexhaul.example.com')
      for (const text of [words.title, words.body, mail.text, mail.html])
        expect(text).not.toMatch(/undefined|null|NaN|\[object|\b1 (days|hours|minutes)\b/)
      expect(words.title.length).toBeLessThanOrEqual(60)
      expect(words.body.length).toBeLessThanOrEqual(160)
      expect(words.link ?? '/').toStartWith('/')
      expect(mail.text).toContain(words.body)
      if (words.link) expect(mail.text).toContain(`https://hexhaul.example.com${words.link}`)
    }
  })
})

test('what people typed stays on one line and in its bounds, and is no markup', () => {
  const driver = `Ravi\r\nBcc: all@example.com\u0000\u2028<script>alert("1")</script>${'x'.repeat(1_000)}`
  const words = renderNotice('booking.driver_assigned', { ...booking, driver })
  expect(words.body).not.toMatch(/\p{Cc}|\u2028/u)
  expect(words.body.length).toBeLessThan(300)
  const { html } = renderMail(words, `Asha\r\n<b>Rao</b>`, 'https://hexhaul.example.com')
  expect(html).not.toMatch(/<script>|<b>/)
  expect(html).toContain('Asha &lt;b&gt;Rao&lt;/b&gt;')
})
