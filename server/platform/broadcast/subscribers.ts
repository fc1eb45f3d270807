type Handler = (message: unknown) => void

/** Who in this process listens to which channel. */
export function createSubscribers() {
  const handlers = new Map<string, Set<Handler>>()
  return {
    deliver(channel: string, message: unknown): void {
      for (const handler of handlers.get(channel) ?? []) handler(message)
    },
    subscribe(channel: string, handler: Handler): () => void {
      const set = handlers.get(channel) ?? new Set()
      handlers.set(channel, set.add(handler))
      return () => {
        set.delete(handler)
        if (set.size === 0) handlers.delete(channel)
      }
    },
  }
}
