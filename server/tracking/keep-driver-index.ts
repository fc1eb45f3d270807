import { desc, gte } from 'drizzle-orm'
import { tracks } from '../../db/schema/index.ts'
import {
  type DriverChange,
  driverChangesChannel,
  type PackedPosition,
  positionsChannel,
  unpackPosition,
} from '../platform/channels.ts'
import type { Deps } from '../platform/context.ts'
import { createDriverReader } from './read-drivers.ts'

/** Tracks younger than this give a starting process the drivers' places. */
const WARM_UP_MS = 600_000
/** A broadcast may be lost: everything is read again this often. */
const REREAD_MS = 60_000

/** Fills the index from Postgres and the hot state, and keeps it in step with the broadcasts. Returns how to stop that. */
export async function keepDriverIndex(deps: Deps): Promise<() => Promise<void>> {
  const { broadcast, driverIndex, log } = deps
  const reader = createDriverReader(deps)
  const stopPositions = broadcast.subscribe(positionsChannel(), (message) => {
    for (const packed of message as PackedPosition[]) {
      const { driverId, ...position } = unpackPosition(packed)
      driverIndex.setPosition(driverId, position)
    }
  })
  const stopChanges = broadcast.subscribe(driverChangesChannel(), (message) =>
    reader.changed((message as DriverChange).driverId),
  )
  await reader.readAll()
  await warmUp(deps)
  const orLog = (work: Promise<unknown>) =>
    work.catch((error: unknown) => log.error({ err: error }, 'drivers not read again'))
  const timer = setInterval(() => orLog(reader.readAll()), REREAD_MS)
  let isCatchingUp = false
  const stopGap = broadcast.onGap(async () => {
    if (isCatchingUp) return
    isCatchingUp = true
    await orLog(Promise.all([reader.readAll(), warmUp(deps)]))
    isCatchingUp = false
  })
  return async () => {
    clearInterval(timer)
    stopGap()
    stopPositions()
    stopChanges()
    await reader.stop()
  }
}

/** The places that others have heard of, before the start or unheard by us; nobody is taken to have been heard later than they recorded them. */
async function warmUp({ db, clock, hotState, driverIndex }: Deps): Promise<void> {
  const nowMs = clock.now().getTime()
  const recent = await db
    .selectDistinctOn([tracks.driverId])
    .from(tracks)
    .where(gte(tracks.recordedAt, new Date(nowMs - WARM_UP_MS)))
    .orderBy(tracks.driverId, desc(tracks.recordedAt))
  const fromTracks = recent.map(({ recordedAt, ...point }) => ({
    ...point,
    recordedAtMs: recordedAt.getTime(),
  }))
  for (const { driverId, lat, lng, headingDeg, speedMps, recordedAtMs } of [
    ...fromTracks,
    ...(await hotState.readLastKnown()),
  ]) {
    const heardAtMs = Math.min(recordedAtMs, nowMs)
    driverIndex.setPosition(driverId, { lat, lng, headingDeg, speedMps, recordedAtMs, heardAtMs })
  }
}
