import { systemContext } from '../platform/context.ts'
import { SurgeMarkets } from '../pricing/surge/market-surge.ts'
import { publishSurge } from '../pricing/surge/publish-surge.ts'
import { marketOf, surgeCellOf } from '../tracking/geo.ts'
import type { createTestApp } from './create-test-app.ts'

const PUBLISHED_EACH_MS = 10_000

type TestApp = Pick<Awaited<ReturnType<typeof createTestApp>>, 'clock' | 'deps' | 'haul'>

/** Where the test app's hauls begin, and what the surge worker does there: each round is an interval later than the one before. */
export function publishSurgeRounds({ clock, deps, haul }: TestApp) {
  const markets = new SurgeMarkets()
  return {
    market: marketOf(haul.pickup),
    cell: surgeCellOf(haul.pickup),
    publish() {
      clock.offsetMs += PUBLISHED_EACH_MS
      return publishSurge(systemContext(deps, 'test'), markets, { owns: () => true })
    },
  }
}
