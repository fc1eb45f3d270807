import { type DriverChange, driverChangesChannel, positionsChannel } from '../platform/channels.ts'
import type { Deps } from '../platform/context.ts'
import type { LastKnown } from '../platform/hot-state/port.ts'
import { SILENT_AFTER_MS } from './driver.ts'
import { createDriverReader } from './read-drivers.ts'

/** Tracks younger than this give a starting process the drivers' places. */
const WARM_UP_MS = 600_000
/** Drivers whose last track is asked for in one statement. */
const TRACKS_READ_MAX = 2_000
/** A broadcast may be lost: who is at work is read again this often, and everybody every so many times. */
const REREAD_MS = 60_000
const READS_OF_ALL = 10

/** Fills the index from Postgres and the hot state, and keeps it in step with the broadcasts. Returns how to stop that. */
export async function keepDriverIndex(deps: Deps): Promise<() => Promise<void>> {
  const { broadcast, driverIndex, log } = deps
  const reader = createDriverReader(deps)
  const stopPositions = broadcast.subscribe(positionsChannel(), (message) => {
    for (const { driverId, ...position } of message as LastKnown[])
      driverIndex.setPosition(driverId, position)
  })
  const stopChanges = broadcast.subscribe(driverChangesChannel(), (message) =>
    reader.changed((message as DriverChange).driverId),
  )
  await reader.readAll()
  await warmUp(deps)
  const orLog = (work: Promise<unknown>) =>
    work.catch((error: unknown) => log.error({ err: error }, 'drivers not read again'))
  let reads = 0
  const timer = setInterval(
    () => orLog(++reads % READS_OF_ALL === 0 ? reader.readAll() : reader.readAtWork()),
    REREAD_MS,
  )
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

/**
 * The places that others have heard of, before the start or unheard by us; nobody is taken to have been heard later than
 * they recorded them. The tracks of minutes are millions: only drivers on duty are looked up there, whom the hot state lacks.
 */
async function warmUp({ sql, clock, hotState, driverIndex }: Deps): Promise<void> {
  const nowMs = clock.now().getTime()
  const setPlace = ({ driverId, recordedAtMs, ...place }: LastPlace) =>
    driverIndex.setPosition(driverId, { ...place, recordedAtMs, heardAtMs: Math.min(recordedAtMs, nowMs) })
  for (const place of await hotState.readLastKnown()) setPlace(place)
  const missing: string[] = []
  for (const { driverId, status, bookingId, position } of driverIndex.all()) {
    const isKnown = position !== null && position.recordedAtMs >= nowMs - SILENT_AFTER_MS
    if (!isKnown && (status !== 'offline' || bookingId !== null)) missing.push(driverId)
  }
  const since = new Date(nowMs - WARM_UP_MS)
  for (let from = 0; from < missing.length; from += TRACKS_READ_MAX)
    for (const place of await readLastTracks(sql, missing.slice(from, from + TRACKS_READ_MAX), since))
      setPlace(place)
}

type LastPlace = Pick<LastKnown, 'driverId' | 'lat' | 'lng' | 'headingDeg' | 'speedMps' | 'recordedAtMs'>

function readLastTracks(sql: Deps['sql'], driverIds: readonly string[], since: Date): Promise<LastPlace[]> {
  return sql<LastPlace[]>`
    select track.* from unnest(${driverIds}::uuid[]) as driver(id) cross join lateral (
      select driver_id as "driverId", lat, lng, heading_deg as "headingDeg", speed_mps as "speedMps",
        (extract(epoch from recorded_at) * 1000)::float8 as "recordedAtMs"
      from tracks where driver_id = driver.id and recorded_at >= ${since} order by recorded_at desc limit 1
    ) track`
}
