/*
 * The PINs of a booking are stored nowhere: each is derived from the booking and the place under a key of its own, which is
 * derived from the secret of the quotes (HKDF, RFC 5869). So they can be shown again, a copy of the database holds none of
 * them, and a new secret only means that the customer reads out another number.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

export const PIN_DIGITS = 4
/** Wrong PINs of one booking, at both places together, before an operator must release it. */
export const WRONG_PINS_MAX = 5
/** 48 bits of the digest: so many that no number of four digits is likelier than another by more than one in 2³⁴. */
const DIGEST_BYTES = 6

/** The PIN of a booking at its pickup or drop-off, as so many digits. */
export function pinOf(secret: string, bookingId: string, place: 'pickup' | 'dropoff'): string {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'hexhaul proof pins', 32))
  const digest = createHmac('sha256', key).update(`${bookingId} ${place}`).digest()
  return String(digest.readUIntBE(0, DIGEST_BYTES) % 10 ** PIN_DIGITS).padStart(PIN_DIGITS, '0')
}

/** Compares in a time that tells nothing; `given` has as many digits as a PIN. */
export const isPin = (given: string, pin: string) =>
  given.length === pin.length && timingSafeEqual(Buffer.from(given), Buffer.from(pin))
