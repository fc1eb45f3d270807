import type { Context } from '../context.ts'
import type { EventType, Topic } from './events.ts'

export type LoggedEvent = {
  id: string
  topic: Topic
  type: EventType
  version: number
  occurredAt: string
  /** Events of one key reach a consumer in order. */
  key: string
  traceId: string
  data: Record<string, unknown>
}

/** Called inside the transaction that records the event as handled; throwing leads to a retry, then to the dead letters. */
export type EventHandler = (context: Context, event: LoggedEvent) => Promise<void>

export type Consumer = { stop(): Promise<void> }

/** The log between services: at least once, in order per key; effects once, through the inbox. */
export interface EventLog {
  consume(options: { group: string; topics: readonly Topic[]; handler: EventHandler }): Promise<Consumer>
  /** Rows that the slowest of this process's consumer groups has not yet read. */
  lag(): Promise<Record<string, number>>
  stop(): Promise<void>
}
