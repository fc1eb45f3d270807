/*
 * Positions over Kafka: topic `driver.positions`, one message per driver and flush, keyed by driver, so that a driver's points
 * stay in order. They are worth less than bookings: while the brokers are away they wait in a bounded buffer, and past its
 * bound the oldest are dropped and counted.
 */
import type { Kafka } from 'kafkajs'
import type { Logger } from 'pino'
import type { Topic } from '../event-log/events.ts'
import type { Stoppable } from '../event-log/port.ts'
import { consumeKafka, type KafkaConsumer } from '../kafka/consume.ts'
import { createKafkaProducer } from '../kafka/produce.ts'
import { kafkaTopic } from '../kafka/topics.ts'
import { within } from '../kafka/within.ts'
import type { Metrics } from '../metrics.ts'
import type { LoggedPosition, PositionLog } from './port.ts'

const TOPIC: Topic = 'driver.positions'
const BUFFER_MAX = 500_000
const FLUSH_MS = 100
const POINTS_PER_SEND_MAX = 20_000
/** A message holds what one driver sent in one flush: at most some hundred points. */
const MESSAGES_PER_BATCH_MAX = 500
const CLOSE_DEADLINE_MS = 5_000

type Point = [
  lat: number,
  lng: number,
  recordedAtMs: number,
  heardAtMs: number,
  speedMps: number | null,
  headingDeg: number | null,
  accuracyM: number | null,
]

export function createKafkaPositionLog(options: {
  kafka: Kafka
  prefix: string
  newId: () => string
  metrics: Metrics
  log: Logger
  topicsMade: Promise<void>
}): PositionLog {
  const { kafka, prefix, metrics, log, topicsMade } = options
  const topic = kafkaTopic(prefix, TOPIC)
  const producer = createKafkaProducer(kafka, metrics, 'positions')
  const consumers = new Set<KafkaConsumer>()
  let buffer: LoggedPosition[] = []
  let flushing: Promise<void> | undefined

  async function flush(): Promise<void> {
    while (buffer.length > 0) {
      const points = buffer.slice(0, POINTS_PER_SEND_MAX)
      buffer = buffer.slice(points.length)
      try {
        await topicsMade
        await producer.send(topic, encode(points, options.newId))
      } catch (error) {
        log.debug({ err: error, waiting: buffer.length }, 'positions wait for Kafka')
        putBack(points)
        return
      }
    }
  }
  function putBack(points: LoggedPosition[]): void {
    const room = Math.max(0, BUFFER_MAX - buffer.length)
    const kept = room === 0 ? [] : points.slice(-room)
    metrics.positionsDropped.inc(points.length - kept.length)
    buffer = kept.concat(buffer)
  }
  const timer = setInterval(() => {
    flushing ??= flush().finally(() => {
      flushing = undefined
    })
  }, FLUSH_MS)

  return {
    append(positions) {
      for (const position of positions) buffer.push(position)
      if (buffer.length > BUFFER_MAX) {
        metrics.positionsDropped.inc(buffer.length - BUFFER_MAX)
        buffer = buffer.slice(-BUFFER_MAX)
      }
    },
    async consume(handler, { group = 'positions', onDivided } = {}) {
      const consumer = consumeKafka({
        kafka,
        topicsMade,
        groupId: `${prefix}${group}`,
        topics: [topic],
        chunkMax: MESSAGES_PER_BATCH_MAX,
        log,
        ...(onDivided && { onJoin: onDivided }),
        handle: (_topic, messages) => handler(messages.flatMap(({ value }) => decode(value, log))),
      })
      consumers.add(consumer)
      return consumer satisfies Stoppable
    },
    async close() {
      clearInterval(timer)
      await flushing
      await within(CLOSE_DEADLINE_MS, flush(), () => {})
      metrics.positionsDropped.inc(buffer.length)
      await Promise.all([...consumers].map((consumer) => consumer.stop()))
      await producer.close()
    },
  }
}

function encode(points: readonly LoggedPosition[], newId: () => string) {
  const occurredAt = new Date((points.at(-1) as LoggedPosition).recordedAtMs).toISOString()
  return [...Map.groupBy(points, ({ driverId }) => driverId)].map(([driverId, own]) => ({
    key: driverId,
    value: JSON.stringify({
      id: newId(),
      type: 'driver.positions_recorded',
      version: 1,
      occurredAt,
      key: driverId,
      data: {
        driverId,
        points: own.map(
          ({ lat, lng, recordedAtMs, heardAtMs, speedMps, headingDeg, accuracyM }): Point => [
            lat,
            lng,
            recordedAtMs,
            heardAtMs,
            speedMps,
            headingDeg,
            accuracyM,
          ],
        ),
      },
    }),
  }))
}

function decode(value: Buffer | null, log: Logger): LoggedPosition[] {
  try {
    const { data } = JSON.parse(value?.toString() ?? '') as { data: { driverId: string; points: Point[] } }
    return data.points.map(([lat, lng, recordedAtMs, heardAtMs, speedMps, headingDeg, accuracyM]) => ({
      driverId: data.driverId,
      lat,
      lng,
      recordedAtMs,
      heardAtMs,
      speedMps,
      headingDeg,
      accuracyM,
    }))
  } catch (error) {
    log.error({ err: error }, 'a message that holds no positions was left behind')
    return []
  }
}
