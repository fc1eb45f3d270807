import type { City, Engine } from '../start-city.ts'
import { type Fault, recover } from './fault.ts'

/** Each way: Redis is late for its deadline then, the others are only slow. */
const DELAY_MS: Record<Engine, number> = { redis: 300, kafka: 200, postgres: 20 }
const ENGINES: readonly Engine[] = ['redis', 'kafka', 'postgres']

const slow = (engine: Engine): Fault => ({
  name: `slow line to ${engine}, ${DELAY_MS[engine]} ms each way`,
  async inflict(city) {
    const way = city.ways[engine]
    way.delayMs = DELAY_MS[engine]
    try {
      return { recoveryMs: await recover(city), note: 'a booking over the slow line' }
    } finally {
      way.delayMs = 0
    }
  },
})

const spoil = (verb: 'cut' | 'halfOpen', engine: Engine): Fault => ({
  name: `${verb === 'cut' ? 'cut' : 'half-open'} connections to ${engine}`,
  async inflict(city: City) {
    const count = city.ways[engine][verb]()
    return { recoveryMs: await recover(city), note: `${count} connections` }
  },
})

export const BAD_LINES: readonly Fault[] = [
  ...ENGINES.map(slow),
  ...ENGINES.map((engine) => spoil('cut', engine)),
  ...ENGINES.map((engine) => spoil('halfOpen', engine)),
]
