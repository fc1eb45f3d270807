import { conflict } from '../errors.ts'
import { actorId, type Context } from '../platform/context.ts'
import type { IndexedDriver } from './driver.ts'
import { type RejectReason, type ReportedPosition, validatePositions } from './validate-positions.ts'

/** Where a driver is at the moment of something else that they report. */
export type Place = Omit<ReportedPosition, 'recordedAt'> & { recordedAt?: unknown }
export type RecordedPositions = {
  accepted: number
  rejected: { index: number; reason: RejectReason }[]
}

/**
 * Takes a driver's positions into the index, the log and the live maps; each bad one is rejected with its reason.
 * A suspended driver may still report until the haul at hand has ended. @throws DomainError driver_not_approved.
 */
export function recordPositions(context: Context, positions: readonly ReportedPosition[]): RecordedPositions {
  const driver = context.driverIndex.get(actorId(context))
  if (!mayReport(driver)) throw conflict('driver_not_approved', 'The driver is not approved.')
  return takePositions(context, driver, positions)
}

/**
 * Takes the place that a driver sends along with something else, which must not fail for it: a missing `recordedAt`
 * means now. Null when it was taken, or why not.
 */
export function recordPlace(context: Context, place: Place): RejectReason | 'driver_not_approved' | null {
  const driver = context.driverIndex.get(actorId(context))
  if (!mayReport(driver)) return 'driver_not_approved'
  const recordedAt = place.recordedAt ?? context.clock.now().toISOString()
  return takePositions(context, driver, [{ ...place, recordedAt }]).rejected[0]?.reason ?? null
}

const mayReport = (driver: IndexedDriver | undefined): driver is IndexedDriver =>
  driver?.approval === 'approved' || (driver?.approval === 'suspended' && driver.bookingId !== null)

function takePositions(
  context: Context,
  { driverId, position: last }: IndexedDriver,
  positions: readonly ReportedPosition[],
): RecordedPositions {
  const { driverIndex, positionLog, positionFanOut, metrics, config } = context
  const heardAtMs = context.clock.now().getTime()
  const { maxSpeedMps } = config
  const { accepted, rejected } = validatePositions(positions, { last, nowMs: heardAtMs, maxSpeedMps })
  for (const { reason } of rejected) metrics.positionsRejected.inc({ reason })
  const latest = accepted.at(-1)
  if (latest) {
    const { accuracyM: _accuracyM, ...place } = latest
    const position = { ...place, heardAtMs }
    driverIndex.setPosition(driverId, position)
    positionLog.append(accepted.map((each) => ({ driverId, ...each, heardAtMs })))
    positionFanOut.add(driverId, position)
    metrics.positionsAccepted.inc(accepted.length)
  }
  return { accepted: accepted.length, rejected }
}
