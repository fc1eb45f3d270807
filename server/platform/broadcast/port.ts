/** Fan-out to every process, best effort: what must not be lost is in the database and is replayed from there. */
export interface Broadcast {
  /** Delivers within this process before it returns, and to the others soon after. */
  publish(channel: string, message: unknown): void
  subscribe(channel: string, handler: (message: unknown) => void): () => void
  /**
   * Calls `handler` when messages of other processes may have been lost: again and again while they can't be heard, and
   * once when they can be heard again. Whoever must not miss one reads the database then.
   */
  onGap(handler: () => void): () => void
  close(): Promise<void>
}
