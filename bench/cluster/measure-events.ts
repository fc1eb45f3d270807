import { median, type Report } from '../report.ts'
import { appendMoves, clearEvents, readEffects, readThroughMs, untilEffects } from './outbox.ts'
import { openPlainKafka, type PlainKafka } from './plain-kafka.ts'
import { type BenchEngines, startBenchEngines } from './start-bench-engines.ts'

const RELAY = ['workers/main.ts', 'outbox-relay']
const CONSUMER = 'bench/cluster/consume-with-effect.ts'
const GROUP = 'bench'

type Rates = Record<'relay' | 'plainProduce' | 'consumer' | 'plainConsume' | 'through', number>

/** Events of the outbox through Kafka to their effects, beside kafkajs alone with the same messages, by turns. */
export async function measureEvents(report: Report, { events, rounds }: { events: number; rounds: number }) {
  const engines = await startBenchEngines()
  const plain = await openPlainKafka(engines.brokers)
  const rates: Rates[] = []
  for (let round = 0; round < rounds; round++)
    rates.push(await measureRound(engines, plain, `round-${round}-`, events))
  const add = (name: string, of: keyof Rates) =>
    report.add(name, median(rates.map((rate) => rate[of])), '/s', { samples: rounds })
  add('events from the outbox to Kafka, one relay', 'relay')
  add('the same messages to Kafka, kafkajs alone', 'plainProduce')
  add('events from Kafka to a row in PostgreSQL, one consumer', 'consumer')
  add('the same messages from Kafka to nowhere, kafkajs alone', 'plainConsume')
  add('events from the outbox through Kafka to a row, both at once', 'through')
  await plain.close()
  await engines.stop()
}

async function measureRound(
  engines: BenchEngines,
  plain: PlainKafka,
  topicPrefix: string,
  count: number,
): Promise<Rates> {
  const { sql, startOurs } = engines
  const topic = `${topicPrefix}booking.events`
  await clearEvents(sql)
  await appendMoves(sql, count)
  const arrivals = plain.watch(topic)
  const relay = await startOurs(RELAY, { topicPrefix })
  await arrivals.until(count)
  const { perS } = await arrivals.stop()
  await relay.stop()
  const consumed = await plain.consume(topic, count)
  const plainProduce = await plain.produce(`${topicPrefix}plain`, topic, consumed.messages)
  const consumer = await startOurs([CONSUMER, GROUP], { topicPrefix })
  await untilEffects(sql, GROUP, count)
  const effects = await readEffects(sql, GROUP)

  const secondRelay = await startOurs(RELAY, { topicPrefix })
  await untilWarm(engines)
  await appendMoves(sql, count)
  await untilEffects(sql, GROUP, count)
  const throughMs = await readThroughMs(sql, GROUP)
  await Promise.all([secondRelay.stop(), consumer.stop()])
  return {
    relay: perS,
    plainProduce,
    consumer: ((effects.count - effects.firstCount) * 1_000) / effects.tookMs,
    plainConsume: consumed.perS,
    through: (count * 1_000) / throughMs,
  }
}

/** Once one event has gone all the way, each process has begun. */
async function untilWarm({ sql }: BenchEngines): Promise<void> {
  await clearEvents(sql)
  await appendMoves(sql, 1)
  await untilEffects(sql, GROUP, 1)
  await clearEvents(sql)
}
