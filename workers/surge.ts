import { surgeSteeredChannel } from '../server/platform/channels.ts'
import { type Deps, systemContext } from '../server/platform/context.ts'
import { SurgeMarkets } from '../server/pricing/surge/market-surge.ts'
import { noteDemand } from '../server/pricing/surge/note-demand.ts'
import { publishSurge } from '../server/pricing/surge/publish-surge.ts'
import { repeat, type Worker } from './repeat.ts'

/** Counts demand as it is told, and publishes the multipliers of the markets whose signals come to this process. */
export async function startSurge(deps: Deps): Promise<Worker> {
  const context = systemContext(deps, 'surge')
  const markets = new SurgeMarkets()
  const consumer = await deps.eventLog.consume({
    group: 'surge',
    topics: ['demand.signals'],
    handler: async (_context, event) => noteDemand(markets, event),
  })
  const rounds = repeat('surge', deps.config.surgeIntervalMs, deps.log, () =>
    publishSurge(context, markets, { owns: (market) => consumer.owns('demand.signals', market) }),
  )
  // What an operator sets is in force at once.
  const unsubscribe = deps.broadcast.subscribe(surgeSteeredChannel(), () => rounds.wake())
  return {
    async stop() {
      unsubscribe()
      // The round under way ends first: whoever takes the markets over goes on from what it has published.
      await rounds.stop()
      await consumer.stop()
    },
  }
}
