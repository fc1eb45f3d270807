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

export type ConsumeOptions = { group: string; topics: readonly Topic[]; handler: EventHandler }

export type Stoppable = { stop(): Promise<void> }

export type Consumer = Stoppable & {
  /** True while the events of this key come to this consumer, and not to another process of its group. */
  owns(topic: Topic, key: string): boolean
}

/** The log between services: at least once, in order per key; effects once, through the inbox. */
export interface EventLog {
  consume(options: ConsumeOptions): Promise<Consumer>
  /** Carries what was appended to the consumers, where that is somebody's work; any number of processes may call it. */
  startRelay(): Promise<Stoppable>
  /** How many events each consumer group has not yet read. */
  lag(): Promise<Record<string, number>>
  /** Null while all consumers of this process make progress, or else what is wrong: then the process should be replaced. */
  stuckReason(): Promise<string | null>
  /** @throws when the log can't be asked. */
  ping(): Promise<void>
  stop(): Promise<void>
}
