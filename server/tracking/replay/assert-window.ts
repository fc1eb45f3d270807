import { invalid } from '../../errors.ts'
import { assertPeriod } from '../../platform/assert-period.ts'
import type { Deps } from '../../platform/context.ts'
import { tracksSince } from '../keep-tracks.ts'

const WINDOW_MAX_MS = 3_600_000

export type Window = { from: Date; to: Date }

/** @throws DomainError period_invalid for what is no part of an hour, no_longer_kept for what begins before the tracks do. */
export function assertWindow(deps: Pick<Deps, 'clock' | 'config'>, { from, to }: Window): void {
  assertPeriod({ from, to }, 1)
  if (to.getTime() - from.getTime() > WINDOW_MAX_MS)
    throw invalid('period_invalid', 'to', 'A replay may span at most one hour.')
  const since = tracksSince(deps)
  if (from < since) {
    const { trackRetentionDays: days } = deps.config
    const kept = `Positions are kept for ${days} days: nothing before ${since.toISOString()} can be replayed.`
    throw invalid('no_longer_kept', 'from', kept)
  }
}
