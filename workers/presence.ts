import { sweepPresence } from '../server/availability/sweep-presence.ts'
import { type Deps, systemContext } from '../server/platform/context.ts'
import { repeat, type Worker } from './repeat.ts'

const SWEEP_MS = 5_000

/** Marks drivers who fell silent, and takes them off duty when they stay so; while we can't listen nobody is silent. */
export async function startPresence(deps: Deps): Promise<Worker> {
  const now = () => deps.clock.now().getTime()
  let listeningSinceMs = now()
  const stopListening = deps.broadcast.onGap(() => {
    listeningSinceMs = now()
  })
  const context = systemContext(deps, 'presence')
  const sweeps = repeat('presence', SWEEP_MS, deps.log, () => sweepPresence(context, listeningSinceMs))
  return {
    async stop() {
      stopListening()
      await sweeps.stop()
    },
  }
}
