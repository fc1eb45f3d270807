import { shareLinks } from '../../db/schema/index.ts'
import { hashToken, newToken } from '../identity/refresh-tokens.ts'
import type { Context } from '../platform/context.ts'
import { readBooking } from './read-booking.ts'

const LINK_TTL_MS = 86_400_000

/** The address of a page that lets anybody who has it follow this booking for a day. @throws DomainError not_found. */
export async function shareBooking(context: Context, bookingId: string): Promise<string> {
  await readBooking(context, bookingId)
  const token = newToken()
  const expiresAt = new Date(context.clock.now().getTime() + LINK_TTL_MS)
  await context.db.insert(shareLinks).values({ tokenHash: hashToken(token), bookingId, expiresAt })
  return `${context.config.publicUrl}/v1/track/${token}`
}
