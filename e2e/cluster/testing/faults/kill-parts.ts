import { missingForOsrm } from '../../../../commands/cluster/osrm-programs.ts'
import { countBookings, type Fault, isForReport, last, recover, untilToldOf, untilWhole } from './fault.ts'

const DOWN_MS = isForReport ? 60_000 : 12_000
const OURS = ['server-1', 'server-2', 'worker-1', 'worker-2', 'worker-3']

/** The others must go on without it, before it is started again. */
const killProcess = (name: string): Fault => ({
  name: `kill -9 of ${name}`,
  async inflict(city) {
    await city.kill(name)
    const recoveryMs = await recover(city)
    await city.cluster.restart(name)
    return { recoveryMs, note: 'measured before it was started again' }
  },
})

const killEngine = (
  name: 'kafka' | 'redis' | 'osrm',
  dependency: 'eventLog' | 'hotState' | 'routing',
): Fault => ({
  name: `kill -9 of ${name}`,
  async inflict(city) {
    await city.kill(name)
    await Promise.all(OURS.map((ours) => untilToldOf(city, ours, dependency, false)))
    await city.cluster.restart(name)
    const recoveryMs = await recover(city)
    await untilWhole(city, OURS)
    return { recoveryMs, note: 'readiness of every process named it meanwhile, and stayed 200' }
  },
})

const brokerDown: Fault = {
  name: `broker down for ${DOWN_MS / 1_000} s`,
  async inflict(city) {
    await city.kill('kafka')
    const since = new Date()
    await Promise.all([last(DOWN_MS), ...OURS.map((ours) => untilToldOf(city, ours, 'eventLog', false))])
    const accepted = await countBookings(city, since)
    if (accepted === 0) throw new Error('no booking was accepted without the broker')
    await city.cluster.restart('kafka')
    const recoveryMs = await recover(city)
    await untilWhole(city, OURS)
    return { recoveryMs, note: `${accepted} bookings accepted meanwhile` }
  },
}

export const KILLS: readonly Fault[] = [
  ...['server-1', 'worker-1', 'worker-2', 'worker-3', 'auditor-1'].map(killProcess),
  killEngine('redis', 'hotState'),
  ...(missingForOsrm() === null ? [killEngine('osrm', 'routing')] : []),
  // The outage below begins in the same way.
  ...(isForReport ? [killEngine('kafka', 'eventLog')] : []),
  brokerDown,
]
