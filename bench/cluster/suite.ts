import type { Report, Suite } from '../report.ts'
import { measureEvents } from './measure-events.ts'
import { measureFlow } from './measure-flow.ts'
import { measureLatency } from './measure-latency.ts'
import { measurePositionLog } from './measure-positions.ts'
import { measureWarmUp } from './measure-warm-up.ts'

const WHOLE = {
  flow: { sockets: 300, loadMs: 15_000 },
  events: { events: 20_000, rounds: 3 },
  latency: { events: 250, rounds: 2 },
  positions: { points: 200_000, rounds: 3 },
  warmUp: { drivers: 100_000, rounds: 3 },
}
const QUICK: typeof WHOLE = {
  flow: { sockets: 10, loadMs: 1_000 },
  events: { events: 10_000, rounds: 1 },
  latency: { events: 20, rounds: 1 },
  positions: { points: 60_000, rounds: 1 },
  warmUp: { drivers: 2_000, rounds: 1 },
}

/** The real engines on this machine, and our processes as a cluster has them. */
export function clusterSuite(report: Report, isQuick: boolean): Suite {
  const size = isQuick ? QUICK : WHOLE
  return {
    flow: () => measureFlow(report, size.flow),
    events: () => measureEvents(report, size.events),
    latency: () => measureLatency(report, size.latency),
    positions: () => measurePositionLog(report, size.positions),
    'warm-up': () => measureWarmUp(report, size.warmUp),
  }
}
