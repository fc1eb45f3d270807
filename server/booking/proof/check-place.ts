import { asc, eq } from 'drizzle-orm'
import { type BookingState, bookingStops, type Place, type ProofPlace } from '../../../db/schema/index.ts'
import { conflict, invalid } from '../../errors.ts'
import type { Context } from '../../platform/context.ts'
import type { BookingRow } from '../move-booking.ts'

/** While goods change hands, and until the next place is reached: a picture may take its time through a bad network. */
const STATES_OF: Record<ProofPlace, readonly BookingState[]> = {
  pickup: ['arrived_at_pickup', 'goods_collected'],
  stop: ['goods_collected', 'arrived_at_dropoff'],
  dropoff: ['arrived_at_dropoff', 'delivered'],
}

/**
 * Where the goods of a proof change hands: the booking must be there or just past it. A stop must be reached, or the next one.
 * @throws DomainError proof_not_due, validation_failed on `stop`.
 */
export async function checkPlace(
  context: Context,
  booking: BookingRow,
  { place, stop }: { place: ProofPlace; stop?: number },
): Promise<Place> {
  if ((place === 'stop') !== (stop !== undefined))
    throw invalid('validation_failed', 'stop', 'Expected with the place `stop`, and with no other')
  const notDue = conflict('proof_not_due', `A booking that is ${booking.state} is not at this place.`, {
    currentState: booking.state,
    currentVersion: booking.version,
  })
  if (!STATES_OF[place].includes(booking.state)) throw notDue
  if (stop === undefined) return place === 'pickup' ? booking.pickup : booking.dropoff
  const stops = await context.db
    .select()
    .from(bookingStops)
    .where(eq(bookingStops.bookingId, booking.id))
    .orderBy(asc(bookingStops.position))
  const found = stops[stop]
  if (!found) throw invalid('validation_failed', 'stop', `Expected one of the ${stops.length} stops, from 0`)
  if (stops.slice(0, stop).some(({ reachedAt }) => reachedAt === null)) throw notDue
  return found.place
}
