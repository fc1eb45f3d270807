import { t } from 'elysia'
import { idSchema, object, timeSchema } from '../http/schemas.ts'
import { EVENTS } from './events.ts'

/** The events as the API document shows them: each type with its envelope, its key and its topic. */
export const eventGroup = {
  name: 'Events',
  prefix: 'Event',
  description:
    'What the services tell each other over the log: at least once, in order per `key`. Consumers keep the `id` of what they have handled.',
  schemas: Object.fromEntries(
    Object.entries(EVENTS).map(([type, { topic, version, data }]) => [
      type,
      object(
        {
          id: idSchema,
          type: t.Literal(type),
          version: t.Literal(version),
          occurredAt: timeSchema,
          key: t.String({ description: 'Events of one key come in order' }),
          traceId: t.String({ description: 'The request that it began with' }),
          data,
        },
        { description: `Topic \`${topic}\`` },
      ),
    ]),
  ),
}
