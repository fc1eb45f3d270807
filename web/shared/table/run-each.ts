/** What became of one of many: it waits for its turn, runs, is done, was refused (with the reason), or was left as it is. */
export type Outcome = { is: 'waiting' | 'running' | 'done' | 'stopped' } | { is: 'refused'; reason: string }

type Options<Item> = {
  items: readonly Item[]
  /** Does it; a failure is the item's own, and says why in its message. */
  act: (item: Item) => Promise<unknown>
  /** How many at once. */
  parallelMax: number
  /** Stops before whoever has not begun; what runs is waited for. */
  signal: AbortSignal
  onOutcome: (item: Item, outcome: Outcome) => void
  /** Whether a failure only means: too many at once, ask again in a while. */
  isTooFast: (error: unknown) => boolean
  pause: () => Promise<void>
}

/** Does one thing to each of many, a few at a time; the failure of one is no failure of the others. */
export async function runEach<Item>(options: Options<Item>): Promise<void> {
  const { items, parallelMax, signal, onOutcome } = options
  const waiting = [...items]
  const takeTurns = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      if (signal.aborted) onOutcome(item, { is: 'stopped' })
      else {
        onOutcome(item, { is: 'running' })
        onOutcome(item, await actOn(item, options))
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(parallelMax, items.length) }, takeTurns))
}

async function actOn<Item>(item: Item, { act, signal, isTooFast, pause }: Options<Item>): Promise<Outcome> {
  for (;;)
    try {
      await act(item)
      return { is: 'done' }
    } catch (error) {
      if (!isTooFast(error))
        return { is: 'refused', reason: error instanceof Error ? error.message : String(error) }
      await pause()
      if (signal.aborted) return { is: 'stopped' }
    }
}
