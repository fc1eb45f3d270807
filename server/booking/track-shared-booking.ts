import { and, eq, gt } from 'drizzle-orm'
import { bookings, shareLinks } from '../../db/schema/index.ts'
import { notFound } from '../errors.ts'
import { hashToken } from '../identity/refresh-tokens.ts'
import type { Context } from '../platform/context.ts'
import { readSharedPin } from './proof/verification.ts'
import { readTrip } from './read-trip.ts'

/** What the holder of a link may know, and nothing else. @throws DomainError not_found. */
export async function trackSharedBooking(context: Context, token: string) {
  const [found] = await context.db
    .select({ booking: bookings })
    .from(shareLinks)
    .innerJoin(bookings, eq(bookings.id, shareLinks.bookingId))
    .where(and(eq(shareLinks.tokenHash, hashToken(token)), gt(shareLinks.expiresAt, context.clock.now())))
  if (!found) throw notFound('link')
  const { driver, position, etaS } = await readTrip(context, found.booking)
  const dropoffPin = await readSharedPin(context, found.booking)
  return {
    state: found.booking.state,
    driverFirstName: driver?.firstName ?? null,
    vehicle: driver?.vehicle ?? null,
    position,
    etaS,
    ...(dropoffPin && { dropoffPin }),
  }
}
