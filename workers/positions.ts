import type { Deps } from '../server/platform/context.ts'
import { keepTracks } from '../server/tracking/keep-tracks.ts'
import type { Worker } from './repeat.ts'

/** Writes the position stream to the tracks in batches; its last one when it stops. */
export const startPositions = (deps: Deps): Promise<Worker> =>
  deps.positionLog.consume((points) => keepTracks(deps, points))
