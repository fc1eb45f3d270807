import { DomainError } from '../errors.ts'
import type { Context } from '../platform/context.ts'

/** Transactions of one sweep that run side by side, out of the pool that others share. */
const WRITES_AT_ONCE = 8

/**
 * Does `work` for each booking of a sweep, a few at a time. One that was moved meanwhile needs no more; one that fails is
 * logged and left to the next sweep, and the rest goes on.
 */
export async function forEachBooking<Item>(
  { log }: Pick<Context, 'log'>,
  items: readonly Item[],
  { idOf, work }: { idOf: (item: Item) => string; work: (item: Item) => Promise<unknown> },
): Promise<void> {
  const left = items.values()
  const lane = async () => {
    for (const item of left) {
      await work(item).catch((error: unknown) => {
        if (error instanceof DomainError && error.kind === 'conflict') return
        log.error({ err: error, bookingId: idOf(item) }, 'a booking was left out of a sweep')
      })
    }
  }
  await Promise.all(Array.from({ length: Math.min(WRITES_AT_ONCE, items.length) }, lane))
}
