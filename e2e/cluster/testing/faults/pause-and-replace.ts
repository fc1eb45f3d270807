import type { City } from '../start-city.ts'
import { type Fault, isForReport, last, recover } from './fault.ts'

/** Kafka's session of a consumer is 10 s. */
const PAUSE_MS = 14_000
const REPLACE_EVERY_MS = 10_000
const REPLACED = ['server-1', 'worker-1', 'server-2', 'worker-2']
const REBALANCES = 3
const SEARCHES_AT_ONCE = 5

const pause = (name: string, pauseMs: number): Fault => ({
  name: `${name} paused for ${pauseMs / 1_000} s`,
  async inflict(city) {
    const pid = city.cluster.parts.get(name)?.pid as number
    process.kill(pid, 'SIGSTOP')
    try {
      await last(pauseMs)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    return { recoveryMs: await recover(city) }
  },
})

/** Starts many searches at once. */
const search = ({ customers, random }: City) =>
  Promise.all(
    Array.from({ length: SEARCHES_AT_ONCE }, (_, i) => customers[i % customers.length]?.bookOne(random)),
  )

const rebalance: Fault = {
  name: `${REBALANCES} rebalances while bookings search`,
  async inflict(city) {
    for (let i = 0; i < REBALANCES; i++) {
      const searching = search(city)
      await city.cluster.parts.get('worker-2')?.stop()
      await searching
      const searchingAgain = search(city)
      await city.cluster.restart('worker-2')
      await searchingAgain
    }
    return { recoveryMs: await recover(city), note: 'each a dispatch worker that stops and starts' }
  },
}

const replaceInTurn: Fault = {
  name: `one of two servers and two dispatch workers replaced every ${REPLACE_EVERY_MS / 1_000} s`,
  async inflict(city) {
    let recoveryMs = 0
    for (const name of REPLACED) {
      const next = last(REPLACE_EVERY_MS)
      const searching = search(city)
      await city.cluster.parts.get(name)?.stop()
      recoveryMs = Math.max(recoveryMs, await recover(city))
      await city.cluster.restart(name)
      await searching
      await next
    }
    return { recoveryMs, note: `${REPLACED.length} replacements; the longest wait for a new booking` }
  },
}

export const PAUSES: readonly Fault[] = [
  pause('worker-2', PAUSE_MS),
  // Longer than the lock of the relay lasts, which this one holds or another.
  ...(isForReport ? [pause('worker-1', 3 * PAUSE_MS)] : []),
  rebalance,
  replaceInTurn,
]
