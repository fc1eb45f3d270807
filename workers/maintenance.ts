import { removeOldCells } from '../server/analytics/remove-old-cells.ts'
import { removeOldObservations } from '../server/analytics/remove-old-observations.ts'
import { removeOldDecisions } from '../server/assignment/remove-old-decisions.ts'
import { removeOldProofs, sweepBlobs } from '../server/booking/proof/sweep-blobs.ts'
import { removeExpiredRows } from '../server/booking/remove-expired-rows.ts'
import { removeOldNotifications } from '../server/communication/inbox/remove-old-notifications.ts'
import { removeExpiredTokens } from '../server/identity/remove-expired-tokens.ts'
import type { Deps } from '../server/platform/context.ts'
import { removeOldEvents } from '../server/platform/event-log/remove-old-events.ts'
import { removeOldQuotes } from '../server/pricing/remove-old-quotes.ts'
import { removeOldPublications } from '../server/pricing/surge/remove-old-publications.ts'
import { maintainTrackPartitions } from '../server/tracking/keep-tracks.ts'
import { removeOldVisits } from '../server/zones/remove-old-visits.ts'
import { repeat, type Worker } from './repeat.ts'

const MAINTENANCE_MS = 3_600_000
/** Each call of one deletes a bounded number, so that no transaction grows long, and tells how many. */
const REMOVALS: readonly ((deps: Deps) => Promise<number>)[] = [
  removeOldEvents,
  removeExpiredRows,
  removeExpiredTokens,
  removeOldQuotes,
  removeOldObservations,
  removeOldCells,
  removeOldDecisions,
  removeOldPublications,
  removeOldNotifications,
  removeOldVisits,
  removeOldProofs,
  sweepBlobs,
]

/** Makes the coming days' partitions, and removes what is older than its retention. */
export async function startMaintenance(deps: Deps): Promise<Worker> {
  let isStopping = false
  const runs = repeat('maintenance', MAINTENANCE_MS, deps.log, async () => {
    await maintainTrackPartitions(deps)
    for (const remove of REMOVALS) while (!isStopping && (await remove(deps)) > 0);
  })
  return {
    stop() {
      isStopping = true
      return runs.stop()
    },
  }
}
