/*
 * One batch of positions: what is known of each driver is brought up to date in memory, and only what has become certain is
 * written. Whatever goes wrong on the way, the driver is forgotten and read again: the open visits in PostgreSQL are what
 * holds, and the positions come once more.
 */
import type { Context } from '../../platform/context.ts'
import type { LoggedPosition } from '../../platform/position-log/port.ts'
import { holdsFor } from '../holds-for.ts'
import type { FollowedDrivers } from './followed-drivers.ts'
import { type Fences, judgeFixes } from './judge-fixes.ts'
import { settleMoments } from './settle-moments.ts'

const DRIVERS_AT_ONCE = 4
/** Who is overtaken this often in one batch waits for the next. */
const TRIES_MAX = 3

/** Brings the visits of geofences up to date with positions; the same ones again do no harm. Nobody off duty is followed. */
export async function noteVisits(
  context: Context,
  followed: FollowedDrivers,
  points: readonly LoggedPosition[],
): Promise<void> {
  const byDriver = [...Map.groupBy(points, ({ driverId }) => driverId)].filter(
    ([driverId]) => context.driverIndex.get(driverId)?.status !== 'offline',
  )
  await followed.load(
    context,
    byDriver.map(([driverId]) => driverId),
    context.clock.now().getTime(),
  )
  const waiting = byDriver.values()
  const work = async () => {
    for (const [driverId, own] of waiting) await noteDriver(context, followed, driverId, own)
  }
  // None is still at work when a failure has the points handed over again.
  const ended = await Promise.allSettled(Array.from({ length: DRIVERS_AT_ONCE }, work))
  for (const each of ended) if (each.status === 'rejected') throw each.reason
}

async function noteDriver(
  context: Context,
  followed: FollowedDrivers,
  driverId: string,
  points: readonly LoggedPosition[],
): Promise<void> {
  const fences = fencesFor(context, driverId)
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    await followed.load(context, [driverId], context.clock.now().getTime())
    const driver = followed.get(driverId)
    const moments = driver ? judgeFixes(driver, points, fences, context.newId) : []
    if (moments.length === 0) return
    // Memory is ahead of the table until this is written, and must not stay so if it is not.
    try {
      if (await settleMoments(context, driverId, moments)) return
      followed.forget(driverId)
    } catch (error) {
      followed.forget(driverId)
      throw error
    }
  }
}

function fencesFor({ zones, driverIndex }: Context, driverId: string): Fences {
  const holds = holdsFor(driverIndex.get(driverId)?.vehicleClass)
  return {
    at: (fix) => zones.at('geofence', fix).filter(holds),
    get: (id) => zones.get('geofence', id),
  }
}
