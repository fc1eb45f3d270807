import type { Broadcast } from './port.ts'

/** The embedded default: delivers within the process, in order, before `publish` returns. */
export function createMemoryBroadcast(): Broadcast {
  const handlers = new Map<string, Set<(message: unknown) => void>>()
  return {
    publish(channel, message) {
      for (const handler of handlers.get(channel) ?? []) handler(message)
    },
    subscribe(channel, handler) {
      const set = handlers.get(channel) ?? new Set()
      handlers.set(channel, set.add(handler))
      return () => {
        set.delete(handler)
        if (set.size === 0) handlers.delete(channel)
      }
    },
  }
}
