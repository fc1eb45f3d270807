/*
 * The one consumer module. Offsets are committed only after the handler has returned, so that a crash repeats a batch and
 * loses none. The client may hang after a connection was dropped without a word: a watchdog that hears neither a fetch nor a
 * heartbeat for a while starts it anew, and in the end says that the process should be replaced.
 */
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs'
import type { Logger } from 'pino'
import { countPartitions, partitionOf } from './partitions.ts'
import { within } from './within.ts'

const SESSION_TIMEOUT_MS = 10_000
const HEARTBEAT_MS = 2_000
const FETCH_WAIT_MS = 100
const PARTITIONS_AT_ONCE = 4
const RESTART_FIRST_MS = 200
const RESTART_LAST_MS = 5_000
const WATCHDOG_MS = 1_000
/** Without a sign of life for this long the client is started anew. */
const STUCK_AFTER_MS = 20_000
const CLOSE_DEADLINE_MS = 3_000
/** Unheard for this long and given nothing: the brokers are away, and nobody can tell whose a key is. */
const ALONE_AFTER_MS = 15_000

export type KafkaConsumerOptions = {
  kafka: Kafka
  /** Awaited before the first connection. */
  topicsMade: Promise<void>
  groupId: string
  topics: readonly string[]
  /** Messages of one partition, in order, handled when the promise resolves; what throws is read again. */
  handle(topic: string, messages: readonly KafkaMessage[]): Promise<void>
  /** At most this many messages are handed to `handle` at once. */
  chunkMax: number
  /** The partitions of the group are divided anew; called before the first batch of the new ones. */
  onJoin?: () => void
  log: Logger
}

export type KafkaConsumer = {
  stop(): Promise<void>
  /**
   * True when the partition that a key's messages are in is this consumer's now, or when nobody can say whose it is: work
   * that waits for it must not stop with the brokers.
   */
  owns(topic: string, key: string): boolean
  /** Time without progress, in ms: since the last sign of life, or since the batch under way began. */
  stuckMs(): number
}

/** Consumes for as long as it isn't stopped, whatever becomes of the connection; resolves once the first attempt is under way. */
export function consumeKafka(options: KafkaConsumerOptions): KafkaConsumer {
  const { log, groupId } = options
  const state = {
    isStopping: false,
    heardAtMs: performance.now(),
    assigned: new Map<string, readonly number[]>(),
    /** When each call of the handler that is under way began. */
    handlingSinceMs: new Set<{ ms: number }>(),
  }
  const partitionCounts = new Map<string, number>()
  let current: { ended: PromiseWithResolvers<void>; startedAtMs: number } | undefined

  async function runUntilItEnds(): Promise<void> {
    const consumer = options.kafka.consumer({
      groupId,
      sessionTimeout: SESSION_TIMEOUT_MS,
      rebalanceTimeout: SESSION_TIMEOUT_MS,
      heartbeatInterval: HEARTBEAT_MS,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      allowAutoTopicCreation: false,
      retry: { restartOnFailure: async () => false },
    })
    const ended = Promise.withResolvers<void>()
    // Whoever waits for it hears of it; nobody may be waiting yet when the watchdog ends it.
    ended.promise.catch(() => {})
    current = { ended, startedAtMs: performance.now() }
    const hear = () => {
      state.heardAtMs = performance.now()
    }
    consumer.on(consumer.events.FETCH, hear)
    consumer.on(consumer.events.HEARTBEAT, hear)
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      hear()
      options.onJoin?.()
      if (!state.isStopping) state.assigned = new Map(Object.entries(payload.memberAssignment))
    })
    consumer.on(consumer.events.REBALANCING, () => state.assigned.clear())
    consumer.on(consumer.events.CRASH, ({ payload }) => ended.reject(payload.error))
    consumer.on(consumer.events.STOP, () => ended.resolve())
    let isOver = false
    const start = async () => {
      await consumer.connect()
      for (const topic of options.topics)
        partitionCounts.set(topic, await countPartitions(options.kafka, topic))
      await consumer.subscribe({ topics: [...options.topics], fromBeginning: true })
      if (isOver) return
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
        eachBatch: (payload) => handleBatch(consumer, options, payload, state),
      })
    }
    const starting = start()
    try {
      // Connecting may hang as well.
      await Promise.race([starting, ended.promise])
      await ended.promise
    } finally {
      current = undefined
      isOver = true
      const disconnect = () => consumer.disconnect().catch(() => {})
      // What was still starting goes on to connect and to join: it is ended again when it has.
      starting.then(disconnect, disconnect)
      await within(CLOSE_DEADLINE_MS, disconnect(), () => {})
    }
  }

  const watchdog = setInterval(() => {
    if (!current || performance.now() - Math.max(state.heardAtMs, current.startedAtMs) < STUCK_AFTER_MS)
      return
    current.ended.reject(new Error(`no sign of life for ${STUCK_AFTER_MS} ms`))
  }, WATCHDOG_MS)

  const stopped = Promise.withResolvers<void>()
  const running = (async () => {
    await Promise.race([options.topicsMade, stopped.promise])
    for (let failures = 0; !state.isStopping; failures++) {
      const startedAtMs = performance.now()
      await runUntilItEnds().catch((error: Error) =>
        log.warn({ group: groupId, reason: error.message }, 'Kafka consumer ended, starting anew'),
      )
      if (performance.now() - startedAtMs > STUCK_AFTER_MS) failures = 0
      if (!state.isStopping) await Bun.sleep(Math.min(RESTART_LAST_MS, RESTART_FIRST_MS * 2 ** failures))
    }
  })()

  return {
    async stop() {
      state.isStopping = true
      // Others take over from here on.
      state.assigned.clear()
      stopped.resolve()
      clearInterval(watchdog)
      current?.ended.resolve()
      await running
    },
    owns: (topic, key) => {
      if (state.isStopping) return false
      if (state.assigned.size === 0 && performance.now() - state.heardAtMs > ALONE_AFTER_MS) return true
      const count = partitionCounts.get(topic)
      return count !== undefined && (state.assigned.get(topic)?.includes(partitionOf(key, count)) ?? false)
    },
    stuckMs() {
      const oldestMs = Math.min(state.heardAtMs, ...[...state.handlingSinceMs].map(({ ms }) => ms))
      return performance.now() - oldestMs
    },
  }
}

async function handleBatch(
  consumer: Consumer,
  { handle, chunkMax }: KafkaConsumerOptions,
  { batch, resolveOffset, heartbeat, isRunning, isStale }: EachBatchPayload,
  state: { isStopping: boolean; handlingSinceMs: Set<{ ms: number }> },
): Promise<void> {
  const { topic, partition, messages } = batch
  for (let from = 0; from < messages.length; from += chunkMax) {
    if (state.isStopping || !isRunning() || isStale()) return
    const chunk = messages.slice(from, from + chunkMax)
    const since = { ms: performance.now() }
    state.handlingSinceMs.add(since)
    try {
      await handle(topic, chunk)
    } finally {
      state.handlingSinceMs.delete(since)
    }
    const last = chunk.at(-1) as KafkaMessage
    resolveOffset(last.offset)
    await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(last.offset) + 1n) }])
    await heartbeat()
  }
}
