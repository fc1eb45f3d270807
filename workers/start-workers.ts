import type { Deps } from '../server/platform/context.ts'
import { startAnalytics } from './analytics.ts'
import { startDeliveries } from './deliveries.ts'
import { startDispatch } from './dispatch.ts'
import { startFleet } from './fleet.ts'
import { startGeofences } from './geofences.ts'
import { startLag } from './lag.ts'
import { startLearning } from './learning.ts'
import { startMaintenance } from './maintenance.ts'
import { startMessages } from './messages.ts'
import { startNotifications } from './notifications.ts'
import { startOutboxRelay } from './outbox-relay.ts'
import { startPositions } from './positions.ts'
import { startPresence } from './presence.ts'
import type { Worker } from './repeat.ts'
import { startSchedule } from './schedule.ts'
import { startSurge } from './surge.ts'

const WORKERS = {
  'outbox-relay': startOutboxRelay,
  dispatch: startDispatch,
  schedule: startSchedule,
  surge: startSurge,
  notifications: startNotifications,
  messages: startMessages,
  deliveries: startDeliveries,
  positions: startPositions,
  geofences: startGeofences,
  learning: startLearning,
  analytics: startAnalytics,
  presence: startPresence,
  fleet: startFleet,
  maintenance: startMaintenance,
  lag: startLag,
} satisfies Record<string, (deps: Deps) => Promise<Worker>>
export type WorkerName = keyof typeof WORKERS
export const WORKER_NAMES = Object.keys(WORKERS) as WorkerName[]

/** Starts the named workers, or all. Stopping them waits for what is under way. */
export async function startWorkers(deps: Deps, names: readonly WorkerName[] = WORKER_NAMES): Promise<Worker> {
  const started: Worker[] = []
  for (const name of names) started.push(await WORKERS[name](deps))
  return {
    async stop() {
      await Promise.all(started.map((worker) => worker.stop()))
    },
  }
}
