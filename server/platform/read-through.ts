import type { Deps } from './context.ts'

export type ReadThrough<T> = {
  get(key: string): Promise<T>
  /** The next reader loads it anew; also a load that is under way is not kept. */
  forget(key: string): void
  forgetAll(): void
}

/**
 * Keeps what `load` read for `ttlMs`; readers of the same key share one load, a failed load is not kept, and above
 * `entriesMax` the one that was loaded first goes.
 */
export function createReadThrough<T>(options: {
  clock: Deps['clock']
  ttlMs: number
  entriesMax: number
  load: (key: string) => PromiseLike<T>
}): ReadThrough<T> {
  const { clock, ttlMs, entriesMax, load } = options
  const entries = new Map<string, { value: Promise<T>; loadedAtMs: number }>()
  function read(key: string, loadedAtMs: number): Promise<T> {
    // A query of drizzle runs each time that it is awaited; a promise of its result holds the result.
    const entry = { value: Promise.resolve(load(key)), loadedAtMs }
    entry.value.catch(() => {
      if (entries.get(key) === entry) entries.delete(key)
    })
    entries.delete(key)
    entries.set(key, entry)
    const [first] = entries.keys()
    if (entries.size > entriesMax && first !== undefined) entries.delete(first)
    return entry.value
  }
  return {
    get(key) {
      const nowMs = clock.now().getTime()
      const held = entries.get(key)
      const ageMs = held ? nowMs - held.loadedAtMs : ttlMs
      // A clock that was set back must not keep an entry alive beyond its time.
      return held && ageMs >= 0 && ageMs < ttlMs ? held.value : read(key, nowMs)
    },
    forget: (key) => void entries.delete(key),
    forgetAll: () => entries.clear(),
  }
}
