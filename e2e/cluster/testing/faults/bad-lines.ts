import type { City, Engine } from '../start-city.ts'
import { type Fault, isForReport, recover } from './fault.ts'

/** Each way: Redis is late for its deadline then, the others are only slow. */
const DELAY_MS: Record<Engine, number> = { redis: 300, kafka: 200, postgres: 20 }
const ENGINES: Engines = ['redis', 'kafka', 'postgres']

type Engines = readonly Engine[]

const slow = (engines: Engines): Fault => ({
  name: `slow lines to ${engines.map((engine) => `${engine} (${DELAY_MS[engine]} ms each way)`).join(', ')}`,
  async inflict(city) {
    const { ways } = city
    for (const engine of engines) ways[engine].delayMs = DELAY_MS[engine]
    try {
      return { recoveryMs: await recover(city), note: 'a booking over the slow line' }
    } finally {
      for (const engine of engines) ways[engine].delayMs = 0
    }
  },
})

const spoil = (verb: 'cut' | 'halfOpen', engines: Engines): Fault => ({
  name: `${verb === 'cut' ? 'cut' : 'half-open'} connections to ${engines.join(', ')}`,
  async inflict(city: City) {
    const counts = engines.map((engine) => city.ways[engine][verb]())
    return { recoveryMs: await recover(city), note: `${counts.join(' + ')} connections` }
  },
})

/** One by one for the report, and otherwise all at once. */
const TURNS: readonly Engines[] = isForReport ? ENGINES.map((engine) => [engine]) : [ENGINES]

export const BAD_LINES: readonly Fault[] = [
  ...TURNS.map(slow),
  ...TURNS.map((engines) => spoil('cut', engines)),
  ...TURNS.map((engines) => spoil('halfOpen', engines)),
]
