import { and, desc, eq, gte, inArray } from 'drizzle-orm'
import { bookings, driverAvailability, drivers, tracks, vehicles } from '../../db/schema/index.ts'
import { ACTIVE_STATES } from '../booking/states.ts'
import { type DriverChange, driverChangesChannel, positionsChannel } from '../platform/channels.ts'
import type { Deps } from '../platform/context.ts'
import type { PositionMessage } from './record-positions.ts'

/** Tracks younger than this give a starting process the drivers' places. */
const WARM_UP_MS = 600_000

/** Fills the index from Postgres and the hot state, and keeps it in step with the broadcasts. Returns how to stop that. */
export async function keepDriverIndex(deps: Deps): Promise<() => void> {
  const { broadcast, driverIndex, log } = deps
  const stopPositions = broadcast.subscribe(positionsChannel(), (message) => {
    const { driverId, ...position } = message as PositionMessage
    driverIndex.setPosition(driverId, position)
  })
  const stopChanges = broadcast.subscribe(driverChangesChannel(), (message) => {
    const { driverId } = message as DriverChange
    readDrivers(deps, driverId).catch((error: unknown) =>
      log.error({ err: error, driverId }, 'driver not read again'),
    )
  })
  await readDrivers(deps)
  const since = new Date(deps.clock.now().getTime() - WARM_UP_MS)
  const recent = await deps.db
    .selectDistinctOn([tracks.driverId])
    .from(tracks)
    .where(gte(tracks.recordedAt, since))
    .orderBy(tracks.driverId, desc(tracks.recordedAt))
  for (const { driverId, lat, lng, headingDeg, speedMps, recordedAt } of recent) {
    driverIndex.setPosition(driverId, { lat, lng, headingDeg, speedMps, recordedAtMs: recordedAt.getTime() })
  }
  for (const { driverId, ...position } of await deps.hotState.readLastKnown())
    driverIndex.setPosition(driverId, position)
  return () => {
    stopPositions()
    stopChanges()
  }
}

/** Reads one driver, or all, as Postgres has them now into the index. */
export async function readDrivers(
  { db, driverIndex }: Pick<Deps, 'db' | 'driverIndex'>,
  driverId?: string,
): Promise<void> {
  const rows = await db
    .select({ driver: drivers, availability: driverAvailability, vehicle: vehicles, bookingId: bookings.id })
    .from(drivers)
    .leftJoin(driverAvailability, eq(driverAvailability.driverId, drivers.userId))
    .leftJoin(vehicles, eq(vehicles.id, drivers.vehicleId))
    .leftJoin(
      bookings,
      and(eq(bookings.driverId, drivers.userId), inArray(bookings.state, [...ACTIVE_STATES])),
    )
    .where(driverId ? eq(drivers.userId, driverId) : undefined)
  for (const { driver, availability, vehicle, bookingId } of rows) {
    driverIndex.setAttributes(driver.userId, {
      status: availability?.status ?? 'offline',
      vehicleClass: vehicle?.vehicleClass ?? driver.vehicleClass,
      vehicleId: driver.vehicleId,
      capacityKg: vehicle?.capacityKg ?? 0,
      capacityM3: vehicle?.capacityM3 ?? 0,
      isFit: driver.approval === 'approved' && vehicle?.status === 'active',
      bookingId,
      waitingSinceMs: availability?.changedAt.getTime() ?? 0,
      ratingAvg: driver.ratingCount > 0 ? driver.ratingSum / driver.ratingCount : null,
      acceptanceRate: driver.offersDecided > 0 ? driver.offersAccepted / driver.offersDecided : 1,
    })
  }
}
