import { type Deps, systemContext } from '../server/platform/context.ts'
import { FollowedDrivers } from '../server/zones/geofence/followed-drivers.ts'
import { noteVisits } from '../server/zones/geofence/note-visits.ts'
import { sweepVisits } from '../server/zones/geofence/sweep-visits.ts'
import { repeat, type Worker } from './repeat.ts'

const SWEEP_MS = 15_000

/** Notes who enters, leaves and stays in geofences, of the drivers whose positions come to this process. */
export async function startGeofences(deps: Deps, sweepMs = SWEEP_MS): Promise<Worker> {
  const context = systemContext(deps, 'geofences')
  const followed = new FollowedDrivers()
  const consumer = await deps.positionLog.consume((points) => noteVisits(context, followed, points), {
    group: 'geofences',
    onDivided: () => followed.forgetAll(),
  })
  const sweeps = repeat('geofences', sweepMs, deps.log, () => sweepVisits(context, followed))
  return {
    async stop() {
      await sweeps.stop()
      await consumer.stop()
    },
  }
}
