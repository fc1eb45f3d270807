import { sweepDocuments } from '../server/admin/documents/sweep-documents.ts'
import { sweepMaintenance } from '../server/admin/maintenance/sweep-maintenance.ts'
import { type Deps, systemContext } from '../server/platform/context.ts'
import { repeat, type Worker } from './repeat.ts'

const MAINTENANCE_SWEEP_MS = 1_000
const DOCUMENTS_SWEEP_MS = 10_000

/** Starts and ends the maintenance of vehicles on time, and tells of papers that run out. */
export async function startFleet(deps: Deps): Promise<Worker> {
  const context = systemContext(deps, 'fleet')
  const sweeps = [
    repeat('fleet', MAINTENANCE_SWEEP_MS, deps.log, () => sweepMaintenance(context)),
    repeat('fleet', DOCUMENTS_SWEEP_MS, deps.log, () => sweepDocuments(context)),
  ]
  return {
    async stop() {
      await Promise.all(sweeps.map((sweep) => sweep.stop()))
    },
  }
}
