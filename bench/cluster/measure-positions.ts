import { connectKafka } from '../../server/platform/kafka/connect-kafka.ts'
import { createTopics } from '../../server/platform/kafka/topics.ts'
import { createLog } from '../../server/platform/log.ts'
import { createMetrics } from '../../server/platform/metrics.ts'
import { createKafkaPositionLog } from '../../server/platform/position-log/kafka.ts'
import { onEnd } from '../cleanup.ts'
import { median, type Report } from '../report.ts'
import { openPlainKafka, type PlainKafka } from './plain-kafka.ts'
import { type BenchEngines, startBenchEngines } from './start-bench-engines.ts'

const DRIVERS = 2_000
const WAIT_MAX_MS = 180_000
const POLL_MS = 20

type Rates = Record<'append' | 'plainProduce' | 'tracks' | 'plainConsume' | 'pointsPerMessage', number>

/** A flood of positions through Kafka into the tracks, beside kafkajs alone with the same messages, by turns. */
export async function measurePositionLog(
  report: Report,
  { points, rounds }: { points: number; rounds: number },
) {
  const engines = await startBenchEngines()
  const plain = await openPlainKafka(engines.brokers)
  const rates: Rates[] = []
  for (let round = 0; round < rounds; round++)
    rates.push(await measureRound(engines, plain, `round-${round}-`, points))
  const of = (name: keyof Rates) => median(rates.map((rate) => rate[name]))
  const messages = `messages of ${Math.round(of('pointsPerMessage'))} positions`
  report.add('positions to Kafka, one process', of('append'), '/s', { samples: rounds })
  report.add(`the same ${messages}, kafkajs alone`, of('plainProduce'), '/s', { samples: rounds })
  report.add('positions from Kafka to tracks and Redis, one process', of('tracks'), '/s', { samples: rounds })
  report.add(`the same ${messages} to nowhere, kafkajs alone`, of('plainConsume'), '/s', { samples: rounds })
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
  const topic = `${topicPrefix}driver.positions`
  const sent = await appendAll(engines, plain, topicPrefix, count)
  const pointsPerMessage = count / sent.messages
  const consumed = await plain.consume(topic, sent.messages)
  const produced = await plain.produce(`${topicPrefix}plain`, topic, consumed.messages)
  await sql`truncate tracks`
  const worker = await startOurs(['workers/main.ts', 'positions'], { topicPrefix })
  const tracks = await tracksPerS(engines, count)
  await worker.stop()
  return {
    append: sent.perS * pointsPerMessage,
    plainProduce: produced * pointsPerMessage,
    tracks,
    plainConsume: consumed.perS * pointsPerMessage,
    pointsPerMessage,
  }
}

/** Appends positions faster than they can be sent, after one that had everything connected. */
async function appendAll({ brokers }: BenchEngines, plain: PlainKafka, prefix: string, count: number) {
  const log = createLog('warn')
  const kafka = connectKafka(brokers, 'bench', log)
  const topicsMade = createTopics(kafka, { prefix, replicas: 1 })
  const newId = () => Bun.randomUUIDv7()
  const positionLog = createKafkaPositionLog({
    kafka,
    prefix,
    newId,
    metrics: createMetrics(),
    log,
    topicsMade,
  })
  const close = onEnd(() => positionLog.close())
  const positions = makePositions(count)
  const arrivals = plain.watch(`${prefix}driver.positions`)
  positionLog.append(positions.slice(0, 1))
  await arrivals.until(1)
  positionLog.append(positions.slice(1))
  await close()
  const { count: later, perS } = await arrivals.stop(1)
  return { messages: later + 1, perS }
}

/** Drivers in turn, a second between the reports of one. */
function makePositions(count: number) {
  const drivers = Array.from({ length: DRIVERS }, () => Bun.randomUUIDv7())
  const startMs = Date.now() - Math.ceil(count / DRIVERS) * 1_000
  return Array.from({ length: count }, (_, i) => {
    const atMs = startMs + Math.floor(i / DRIVERS) * 1_000
    return {
      driverId: drivers[i % DRIVERS] as string,
      lat: 12.9 + (i % 1_000) * 1e-4,
      lng: 77.5 + (i % 997) * 1e-4,
      speedMps: 8.5,
      headingDeg: i % 360,
      accuracyM: 5,
      recordedAtMs: atMs,
      heardAtMs: atMs,
    }
  })
}

/** Waits for all tracks; by the times of their commits, from the first transaction's to the last's. */
async function tracksPerS({ sql }: BenchEngines, count: number): Promise<number> {
  const deadlineMs = performance.now() + WAIT_MAX_MS
  for (;;) {
    const [row] = await sql<{ count: number }[]>`select count(*)::int as count from tracks`
    if (row?.count === count) break
    if (performance.now() > deadlineMs) throw new Error(`${row?.count} of ${count} positions were kept`)
    await Bun.sleep(POLL_MS)
  }
  const [row] = await sql<{ perS: number }[]>`
    with kept as (select pg_xact_commit_timestamp(xmin) as at from tracks),
      ends as (select min(at) as first, max(at) as last from kept)
    select ((count(*) filter (where at > first)) / extract(epoch from last - first))::float8 as "perS"
    from kept, ends group by first, last`
  return (row as { perS: number }).perS
}
