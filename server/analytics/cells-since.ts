import type { Deps } from '../platform/context.ts'
import { CELL_SPANS_S, roundOutward } from './spans.ts'

const DAY_MS = 86_400_000

/** Since when single cells are kept: their retention, and on to where the longest span begins, so that each span is whole. */
export function cellsSince({ clock, config }: Pick<Deps, 'clock' | 'config'>): Date {
  const at = new Date(clock.now().getTime() - config.cellRetentionDays * DAY_MS)
  return roundOutward({ from: at, to: at }, Math.max(...CELL_SPANS_S)).from
}
