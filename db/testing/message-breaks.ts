import { card, change, uuid } from './constraint-rows.ts'

/* What people and other systems are told: a row of each table, and the statements that would break their rules. */

export const MESSAGE_FIXTURE = `
  insert into notifications values ('${uuid('61')}', '${uuid('a1')}', '${uuid('f1')}', 'booking.delivered', '', '', null, now());
  insert into notification_preferences values ('${uuid('a1')}', 'booking.delivered', 'email', false);
  insert into emails (id, user_id, event_id, kind, address, subject, text, html, next_attempt_at, created_at)
    values ('${uuid('62')}', '${uuid('a1')}', '${uuid('f1')}', 'booking.delivered', '', '', '', '', now(), now());
  insert into webhooks (id, url, description, event_types, sealed_secret, created_at, updated_at)
    values ('${uuid('63')}', '', '', '[]', '', now(), now());
  insert into webhook_deliveries (id, webhook_id, event_id, type, body, next_attempt_at, created_at)
    values ('${uuid('64')}', '${uuid('63')}', '${uuid('f1')}', 'booking.moved', '', now(), now());
  insert into webhook_attempts values ('${uuid('64')}', 1, now(), 5, 500, '', null);`

/** What holds, the constraint that sees to it, and the statement that it must refuse. */
export const MESSAGE_BREAKS: [string, string, string][] = [
  [
    'an event is told a person once',
    'notifications_event_key',
    `insert into notifications select '${card}', user_id, event_id, kind, '', '', null, now() from notifications`,
  ],
  [
    'a person is told through a channel there is',
    'notification_preferences_channel',
    change('notification_preferences', `channel = 'pigeon'`),
  ],
  [
    'an event is mailed to a person once',
    'emails_event_key',
    `insert into emails (id, user_id, event_id, kind, address, subject, text, html, next_attempt_at, created_at)
      select '${card}', user_id, event_id, kind, '', '', '', '', now(), now() from emails`,
  ],
  ['mail is in a legal state', 'emails_state', change('emails', `state = 'lost', finished_at = now()`)],
  ['mail that waits has not ended', 'emails_waits', change('emails', 'finished_at = now()')],
  ['a webhook has a legal status', 'webhooks_status', change('webhooks', `status = 'gone'`)],
  ['a disabled webhook says why', 'webhooks_disabled', change('webhooks', `status = 'disabled'`)],
  [
    'an old secret has an end',
    'webhooks_previous_secret',
    change('webhooks', `previous_sealed_secret = 'x'`),
  ],
  ['a failing webhook says since when', 'webhooks_failures', change('webhooks', 'failures_in_row = 1')],
  [
    'an event is delivered to a webhook once',
    'webhook_deliveries_event_key',
    `insert into webhook_deliveries (id, webhook_id, event_id, type, body, next_attempt_at, created_at)
      select '${card}', webhook_id, event_id, type, body, now(), now() from webhook_deliveries`,
  ],
  [
    'a delivery is in a legal state',
    'webhook_deliveries_state',
    change('webhook_deliveries', `state = 'lost', finished_at = now()`),
  ],
  [
    'a delivery that waits has not ended',
    'webhook_deliveries_waits',
    change('webhook_deliveries', `state = 'failed'`),
  ],
  [
    'attempts are counted from none',
    'webhook_deliveries_counts',
    change('webhook_deliveries', 'attempts = -1'),
  ],
  [
    'no attempt takes less than no time',
    'webhook_attempts_latency',
    change('webhook_attempts', 'latency_ms = -1'),
  ],
]
