import type { Deps } from '../server/platform/context.ts'
import { flushTracks } from '../server/tracking/keep-tracks.ts'
import { repeat, type Worker } from './repeat.ts'

const TRACK_FLUSH_MS = 500

/** Writes the position stream to the tracks in batches; its last one when it stops. */
export async function startPositions(deps: Deps): Promise<Worker> {
  const flushes = repeat('positions', TRACK_FLUSH_MS, deps.log, () => flushTracks(deps))
  return {
    async stop() {
      await flushes.stop()
      await flushTracks(deps)
    },
  }
}
