/** Fan-out to every process, best effort: what must not be lost is in the database and is replayed from there. */
export interface Broadcast {
  publish(channel: string, message: unknown): void
  subscribe(channel: string, handler: (message: unknown) => void): () => void
}
