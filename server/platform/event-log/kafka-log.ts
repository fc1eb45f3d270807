/*
 * The event log on Kafka. The outbox stays where events are born, in the transaction of their effect; a relay carries it to
 * the topics in the order of its positions, and consumers read those. What the outbox adapter promises holds here too:
 * nothing is skipped (the relay reads by snapshots), a key's events stay in order (one partition, one request under way),
 * and what is delivered twice takes effect once (the inbox). Parked events and dead letters stay in the database, shared by
 * all processes of a group.
 */
import type { Kafka } from 'kafkajs'
import type { Deps } from '../context.ts'
import { type KafkaAdmin, openKafkaAdmin } from '../kafka/admin.ts'
import { consumeKafka, type KafkaConsumer } from '../kafka/consume.ts'
import { createKafkaProducer } from '../kafka/produce.ts'
import { kafkaTopic } from '../kafka/topics.ts'
import { TOPICS } from './events.ts'
import { OrderedHandling } from './handle-in-order.ts'
import type { ConsumeOptions, Consumer, EventLog, Stoppable } from './port.ts'
import { readEvent } from './read-event.ts'
import { OutboxReader } from './read-outbox.ts'
import { readOutboxLag } from './read-outbox-lag.ts'
import { CHUNK_MAX } from './run-once.ts'

const RELAY_GROUP = 'outbox-relay'
const RETRY_PARKED_MS = 250
/** Rounds in which parked keys are caught up with before others have their turn. */
const RETRIES_AT_ONCE = 50
/** What makes no progress for so long while the brokers answer has hung, whatever it tried. */
const STUCK_AFTER_MS = 90_000

type Relay = Stoppable & { reader: OutboxReader }
type Started = { consumer: KafkaConsumer; options: ConsumeOptions; stop(): Promise<void> }

/** `topicsMade` is awaited before anything reads or writes. */
export function createKafkaLog(
  deps: () => Deps,
  kafka: Kafka,
  prefix: string,
  topicsMade: Promise<void>,
  { stuckAfterMs = STUCK_AFTER_MS } = {},
): EventLog {
  const started = new Set<Started>()
  const relays = new Set<Relay>()
  let awayAtMs = Number.NEGATIVE_INFINITY
  const admin = openKafkaAdmin(kafka)
  return {
    async consume(options) {
      const one = startConsumer(deps(), kafka, prefix, topicsMade, options)
      started.add(one)
      return {
        owns: (topic, key) => one.consumer.owns(kafkaTopic(prefix, topic), key),
        async stop() {
          started.delete(one)
          await one.stop()
        },
      } satisfies Consumer
    },
    async startRelay() {
      const relay = startRelay(deps(), kafka, prefix, topicsMade)
      relays.add(relay)
      return relay
    },
    lag: () => readLag(deps(), admin, prefix, [...started]),
    async stuckReason() {
      const parts = [...started].map(({ consumer, options }) => ({
        name: options.group,
        ms: consumer.stuckMs(),
      }))
      const relay = [...relays].map(({ reader }) => ({ name: RELAY_GROUP, ms: reader.stuckMs() }))
      // Without the brokers nobody can make progress; when they are back, everybody has this long again.
      const sinceAwayMs = performance.now() - awayAtMs
      const stuck = [...parts, ...relay].find(({ ms }) => Math.min(ms, sinceAwayMs) >= stuckAfterMs)
      if (!stuck) return null
      try {
        await admin.ping()
      } catch {
        awayAtMs = performance.now()
        return null
      }
      return `${stuck.name} has made no progress for ${Math.round(stuck.ms / 1_000)} s`
    },
    ping: () => admin.ping(),
    async stop() {
      await Promise.all([...started, ...relays].map((one) => one.stop()))
      started.clear()
      relays.clear()
      await admin.close()
    },
  }
}

/** Carries the outbox to Kafka; one process at a time does, the others wait to take over. */
function startRelay(deps: Deps, kafka: Kafka, prefix: string, topicsMade: Promise<void>): Relay {
  const producer = createKafkaProducer(kafka, deps.metrics, 'events')
  const reader = new OutboxReader(deps, {
    group: RELAY_GROUP,
    async onEvents(events) {
      await topicsMade
      for (const [topic, members] of Map.groupBy(events, (event) => event.topic)) {
        const messages = members.map((event) => ({
          key: event.key,
          value: JSON.stringify(event),
          headers: { id: event.id, type: event.type },
        }))
        await producer.send(kafkaTopic(prefix, topic), messages)
      }
    },
  })
  reader.start()
  return {
    reader,
    async stop() {
      await reader.stop()
      await producer.close()
    },
  }
}

function startConsumer(
  deps: Deps,
  kafka: Kafka,
  prefix: string,
  topicsMade: Promise<void>,
  options: ConsumeOptions,
): Started {
  const handling = new OrderedHandling(deps, options)
  let turn: Promise<unknown> = Promise.resolve()
  /** One after the other: what is parked and what comes may be of one key. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work)
    turn = result.catch(() => {})
    return result
  }
  const consumer = consumeKafka({
    kafka,
    topicsMade,
    groupId: `${prefix}${options.group}`,
    topics: options.topics.map((topic) => kafkaTopic(prefix, topic)),
    chunkMax: CHUNK_MAX,
    log: deps.log,
    handle: (_topic, messages) =>
      inTurn(async () => {
        // A partition may have come from another process, with keys that it had parked.
        await handling.retryDue()
        await handling.handle(messages.flatMap((message) => readEvent(deps, message)))
      }),
  })
  const retries = setInterval(() => {
    inTurn(async () => {
      for (let i = 0; i < RETRIES_AT_ONCE && (await handling.retryDue()); i++);
    }).catch((error: unknown) =>
      deps.log.error({ err: error, group: options.group }, 'parked events were not retried'),
    )
  }, RETRY_PARKED_MS)
  return {
    consumer,
    options,
    async stop() {
      clearInterval(retries)
      await consumer.stop()
      await turn
    },
  }
}

/** What each group of the cluster has not read of Kafka, and the relay not of the outbox. */
async function readLag(
  { sql }: Deps,
  admin: KafkaAdmin,
  prefix: string,
  started: readonly Started[],
): Promise<Record<string, number>> {
  const relay = (await readOutboxLag(sql))[RELAY_GROUP]
  const lags = await admin.readLags(
    prefix,
    TOPICS.map((topic) => kafkaTopic(prefix, topic)),
  )
  const groups = [...lags].map(([groupId, behind]) => [groupId.slice(prefix.length), behind] as const)
  // One that has committed nothing yet is not known to the brokers.
  const own = started.map(({ options: { group } }) => [group, 0] as const)
  return {
    ...Object.fromEntries([...own, ...groups]),
    ...(relay === undefined ? {} : { [RELAY_GROUP]: relay }),
  }
}
