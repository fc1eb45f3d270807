import { t } from 'elysia'
import { TypeCompiler } from 'elysia/type-system'
import type { Deps } from '../context.ts'
import { TOPICS } from './events.ts'
import type { PositionedEvent } from './park-events.ts'

/** What every event carries, whatever its type: a newer version of us may send types that we don't know. */
const envelope = TypeCompiler.Compile(
  t.Object({
    id: t.String({ pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' }),
    position: t.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    topic: t.UnionEnum(TOPICS),
    type: t.String(),
    version: t.Integer(),
    key: t.String(),
    occurredAt: t.String(),
    traceId: t.String(),
    data: t.Record(t.String(), t.Unknown()),
  }),
)
/** The database can't keep it, so it can't have come out of the outbox. */
const NUL = '\\u0000'

/** The event in a message. What isn't an event of ours can't be handled by anybody: it is logged, counted and left behind. */
export function readEvent(
  { log, metrics }: Deps,
  { value, offset }: { value: Buffer | null; offset: string },
): PositionedEvent[] {
  try {
    const text = value?.toString() ?? ''
    const event: unknown = JSON.parse(text)
    if (!envelope.Check(event) || text.includes(NUL)) throw new Error('not an event')
    return [event as PositionedEvent]
  } catch (error) {
    log.error({ err: error, offset }, 'a message that is not an event was left behind')
    metrics.eventsHandled.inc({ group: 'unreadable', outcome: 'dead' })
    return []
  }
}
