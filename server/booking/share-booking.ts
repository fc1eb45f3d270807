import { and, eq, gt } from 'drizzle-orm'
import { bookings, shareLinks } from '../../db/schema/index.ts'
import { notFound } from '../errors.ts'
import { hashToken, newToken } from '../identity/refresh-tokens.ts'
import type { Context } from '../platform/context.ts'
import { readBooking } from './read-booking.ts'
import { driverView } from './views.ts'

const LINK_TTL_MS = 86_400_000

/** A secret that lets anybody follow this booking for a day. @throws DomainError not_found. */
export async function shareBooking(context: Context, bookingId: string): Promise<string> {
  await readBooking(context, bookingId)
  const token = newToken()
  const expiresAt = new Date(context.clock.now().getTime() + LINK_TTL_MS)
  await context.db.insert(shareLinks).values({ tokenHash: hashToken(token), bookingId, expiresAt })
  return token
}

/** What the holder of a link may know, and nothing else. @throws DomainError not_found. */
export async function trackSharedBooking(context: Context, token: string) {
  const [found] = await context.db
    .select({ booking: bookings })
    .from(shareLinks)
    .innerJoin(bookings, eq(bookings.id, shareLinks.bookingId))
    .where(and(eq(shareLinks.tokenHash, hashToken(token)), gt(shareLinks.expiresAt, context.clock.now())))
  if (!found) throw notFound('link')
  const { driver, position, etaS } = await driverView(context, found.booking)
  const { state } = found.booking
  return {
    state,
    driverFirstName: driver?.firstName ?? null,
    vehicle: driver?.vehicle ?? null,
    position,
    etaS,
  }
}
