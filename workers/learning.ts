import { learnFromMove } from '../server/analytics/learn-from-move.ts'
import type { Deps } from '../server/platform/context.ts'
import type { EventData } from '../server/platform/event-log/events.ts'
import type { Worker } from './repeat.ts'

/** Holds each driven leg to what was promised of it, and corrects the estimates to come. */
export function startLearning(deps: Deps): Promise<Worker> {
  return deps.eventLog.consume({
    group: 'learning',
    topics: ['booking.events'],
    handler: (context, event) => learnFromMove(context, event.data as EventData<'booking.moved'>),
  })
}
