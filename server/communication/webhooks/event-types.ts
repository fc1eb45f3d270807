import { EVENTS, type EventType, type Topic } from '../../platform/event-log/events.ts'

/** The topics whose events other systems are told of. */
export const WEBHOOK_TOPICS = [
  'booking.events',
  'booking.notices',
  'driver.availability',
  'fleet.events',
  'zone.events',
] as const satisfies readonly Topic[]

/** What a webhook can ask for, sorted. */
export const WEBHOOK_TYPES: readonly EventType[] = (Object.keys(EVENTS) as EventType[])
  .filter((type) => WEBHOOK_TOPICS.some((topic) => topic === EVENTS[type].topic))
  .sort()

/** What `POST /v1/admin/webhooks/:id/test` sends, whatever a webhook asks for. */
export const TEST_TYPE = 'webhook.test'

/** True where a type is asked for: by its name, by the beginning of it as in `booking.*`, or by `*`. */
export const isAskedFor = (patterns: readonly string[], type: string): boolean =>
  patterns.some((pattern) =>
    pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type,
  )

/** The first pattern that asks for no type there is, or undefined. */
export const findIdlePattern = (patterns: readonly string[]): string | undefined =>
  patterns.find((pattern) => !WEBHOOK_TYPES.some((type) => isAskedFor([pattern], type)))
