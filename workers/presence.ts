import { sweepPresence } from '../server/availability/sweep-presence.ts'
import { type Deps, systemContext } from '../server/platform/context.ts'
import { repeat, type Worker } from './repeat.ts'

const SWEEP_MS = 5_000

/** Marks drivers who fell silent, and takes them off duty when they stay so. */
export async function startPresence(deps: Deps): Promise<Worker> {
  const listeningSinceMs = deps.clock.now().getTime()
  const context = systemContext(deps, 'presence')
  return repeat('presence', SWEEP_MS, deps.log, () => sweepPresence(context, listeningSinceMs))
}
