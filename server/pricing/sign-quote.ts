import { createHmac, timingSafeEqual } from 'node:crypto'
import type { quotes } from '../../db/schema/index.ts'
import { canonicalJson } from '../platform/canonical-json.ts'

export type QuoteRow = typeof quotes.$inferSelect

/** HMAC-SHA-256 over every column of the quote but the signature: whatever a booking takes from it, was promised. */
export function signQuote(quote: Omit<QuoteRow, 'signature'>, secret: string): string {
  return createHmac('sha256', secret).update(canonicalJson(quote)).digest('hex')
}

export function isSignatureValid({ signature, ...quote }: QuoteRow, secret: string): boolean {
  const expected = Buffer.from(signQuote(quote, secret))
  const given = Buffer.from(signature)
  return expected.length === given.length && timingSafeEqual(expected, given)
}
