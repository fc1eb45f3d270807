import { createHmac, timingSafeEqual } from 'node:crypto'

type Signed = {
  id: string
  customerId: string
  rateCardId: string
  pickup: { lat: number; lng: number }
  dropoff: { lat: number; lng: number }
  stops: { lat: number; lng: number }[]
  vehicleClass: string
  priceMinor: number
  currency: string
  expiresAt: Date
}

/** HMAC-SHA-256 over everything that the price was promised for. */
export function signQuote(quote: Signed, secret: string): string {
  const points = [quote.pickup, ...quote.stops, quote.dropoff].map(({ lat, lng }) => `${lat},${lng}`)
  const parts = [
    quote.id,
    quote.customerId,
    quote.rateCardId,
    quote.vehicleClass,
    quote.priceMinor,
    quote.currency,
  ]
  const text = [...parts, quote.expiresAt.toISOString(), ...points].join('|')
  return createHmac('sha256', secret).update(text).digest('hex')
}

export function isSignatureValid(quote: Signed & { signature: string }, secret: string): boolean {
  const expected = Buffer.from(signQuote(quote, secret))
  const given = Buffer.from(quote.signature)
  return expected.length === given.length && timingSafeEqual(expected, given)
}
