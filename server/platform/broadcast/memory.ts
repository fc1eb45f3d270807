import type { Broadcast } from './port.ts'
import { createSubscribers } from './subscribers.ts'

/** The embedded default: delivers within the process, in order, before `publish` returns; so there is never a gap. */
export function createMemoryBroadcast(): Broadcast {
  const { deliver, subscribe } = createSubscribers()
  return { publish: deliver, subscribe, onGap: () => () => {}, close: async () => {} }
}
