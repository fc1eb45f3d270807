import { conflict } from '../errors.ts'
import { positionsChannel } from '../platform/channels.ts'
import { actorId, type Context } from '../platform/context.ts'
import { type ReportedPosition, validatePositions } from './validate-positions.ts'

/** What a batch of accepted positions looks like on the broadcast: the latest of one driver. */
export type PositionMessage = {
  driverId: string
  lat: number
  lng: number
  headingDeg: number | null
  speedMps: number | null
  recordedAtMs: number
}

/** Takes a driver's positions into the index, the log and the live maps. @throws DomainError driver_not_approved. */
export function recordPositions(context: Context, positions: readonly ReportedPosition[]) {
  const driverId = actorId(context)
  const driver = context.driverIndex.get(driverId)
  if (!driver) throw conflict('driver_not_approved', 'The driver is not approved.')
  const { accepted, rejected } = validatePositions(positions, {
    last: driver.position,
    nowMs: context.clock.now().getTime(),
    maxSpeedMps: context.config.maxSpeedMps,
  })
  for (const { reason } of rejected) context.metrics.positionsRejected.inc({ reason })
  const latest = accepted.at(-1)
  if (latest) {
    context.metrics.positionsAccepted.inc(accepted.length)
    context.positionLog.append(accepted.map((position) => ({ driverId, ...position })))
    const { accuracyM: _accuracyM, ...position } = latest
    context.broadcast.publish(positionsChannel(), { driverId, ...position } satisfies PositionMessage)
  }
  return { accepted: accepted.length, rejected }
}
