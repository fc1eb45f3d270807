import type { Part } from '../../commands/cluster/run-part.ts'
import { Histogram } from '../../simulator/histogram.ts'
import type { Report } from '../report.ts'
import { appendMoves, clearEvents, readDelaysMs, untilEffects } from './outbox.ts'
import { type BenchEngines, startBenchEngines } from './start-bench-engines.ts'

const CONSUMER = 'bench/cluster/consume-with-effect.ts'
/** At random against every timer of the logs. */
const GAP_MS: readonly [number, number] = [10, 60]
const WARM_UP = 100

const LOGS: Record<string, (engines: BenchEngines, group: string) => Promise<Part>[]> = {
  'embedded log': ({ startOurs }, group) => [startOurs([CONSUMER, group], { hasKafka: false })],
  Kafka: ({ startOurs }, group) => [
    startOurs(['workers/main.ts', 'outbox-relay']),
    startOurs([CONSUMER, group]),
  ],
}

/** From the commit of one event at a time to the commit of its effect in another process, over each log by turns. */
export async function measureLatency(report: Report, { events, rounds }: { events: number; rounds: number }) {
  const engines = await startBenchEngines()
  const { sql } = engines
  const times = new Map(Object.keys(LOGS).map((name) => [name, new Histogram()]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, start] of Object.entries(LOGS)) {
      const group = `${name}-${round}`
      await clearEvents(sql)
      const parts = await Promise.all(start(engines, group))
      await appendOneByOne(engines, WARM_UP)
      await untilEffects(sql, group, WARM_UP)
      await clearEvents(sql)
      await appendOneByOne(engines, events)
      await untilEffects(sql, group, events)
      for (const delayMs of await readDelaysMs(sql, group)) times.get(name)?.record(delayMs)
      await Promise.all(parts.map((part) => part.stop()))
    }
  }
  for (const [name, histogram] of times) report.addTimes(`event to effect, ${name}`, histogram, 0.95)
  await engines.stop()
}

async function appendOneByOne({ sql }: BenchEngines, count: number): Promise<void> {
  const [min, max] = GAP_MS
  for (let i = 0; i < count; i++) {
    await appendMoves(sql, 1)
    await Bun.sleep(min + Math.random() * (max - min))
  }
}
