/*
 * Whether a driver who takes a haul would still keep what they have promised: once it is done they have to be free when the
 * promised booking becomes theirs, and to reach its pickup in time. All of it is estimated in memory, so that a round can ask
 * it of every candidate.
 */
import type { bookings } from '../../../db/schema/index.ts'
import { conflict } from '../../errors.ts'
import type { Context } from '../../platform/context.ts'
import { solarHour } from '../../tracking/geo.ts'
import type { Point } from '../find-candidates.ts'
import { type Promised, readPromised } from './read-commitments.ts'

/** Loading and unloading, beyond the drive. */
export const HANDLING_S = 900

type Haul = Pick<
  typeof bookings.$inferSelect,
  'id' | 'pickup' | 'dropoff' | 'durationS' | 'vehicleClass' | 'scheduledFor'
>
type Estimating = Pick<Context, 'routing' | 'clock'>
/** Where the driver sets out for the haul, unknown for one who is not heard, and in how many seconds they are free to. */
type Start = { from: Point | undefined; freeInS: number }

/** When a driver who takes a haul now is expected to be done with it, in milliseconds. */
export function doneAtMs({ routing, clock }: Estimating, haul: Haul, { from, freeInS }: Start): number {
  const now = clock.now()
  const hour = solarHour(haul.pickup.lng, now)
  const approachS = from ? routing.etaS(from, haul.pickup, haul.vehicleClass, hour) : 0
  const atPickupMs = now.getTime() + (freeInS + approachS) * 1_000
  return Math.max(atPickupMs, haul.scheduledFor?.getTime() ?? 0) + (haul.durationS + HANDLING_S) * 1_000
}

/** Whether a haul leaves its driver free in time for everything that they have promised. */
export function keepsPromises(
  context: Estimating,
  haul: Haul,
  { promised, ...start }: Start & { promised: readonly Promised[] },
): boolean {
  if (promised.length === 0) return true
  const doneMs = doneAtMs(context, haul, start)
  return promised.every((each) => {
    if (each.bookingId === haul.id) return true
    return (
      doneMs <= each.startsAtMs &&
      doneMs + wayMs(context, haul, { to: each.pickup, atMs: doneMs }) <= each.pickupAtMs
    )
  })
}

/** The way from the end of a haul, at `atMs`, to another place, in milliseconds. */
export function wayMs(
  { routing }: Pick<Estimating, 'routing'>,
  { dropoff, vehicleClass }: Haul,
  { to, atMs }: { to: Point; atMs: number },
): number {
  return routing.etaS(dropoff, to, vehicleClass, solarHour(to.lng, new Date(atMs))) * 1_000
}

type Tied = { driverId: string; freeInS?: number }

/**
 * For whoever ties a held driver to a booking, since what was promised meanwhile counts too: the first of the driver's
 * promises where they would not keep them all; undefined where they would.
 */
export async function findPromiseAtRisk(
  tx: Context,
  booking: Haul,
  { driverId, freeInS = 0 }: Tied,
): Promise<Promised | undefined> {
  const promised = (await readPromised(tx, driverId))(driverId)
  const from = tx.driverIndex.get(driverId)?.position ?? undefined
  if (keepsPromises(tx, booking, { promised, from, freeInS })) return undefined
  return [...promised].sort((a, b) => a.startsAtMs - b.startsAtMs)[0]
}

/** @throws DomainError driver_committed, with the booking that is promised first. */
export async function assertKeepsPromises(tx: Context, booking: Haul, tied: Tied): Promise<void> {
  const first = await findPromiseAtRisk(tx, booking, tied)
  if (!first) return
  throw conflict(
    'driver_committed',
    'It would not be done in time for a haul that the driver has promised.',
    {
      bookingId: first.bookingId,
    },
  )
}
