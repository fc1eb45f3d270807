import { afterAll, describe, expect, test } from 'bun:test'
import { eq, getTableColumns } from 'drizzle-orm'
import { bookings, quotes, rateCards } from '../../db/schema/index.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import type { QuoteRow } from './sign-quote.ts'

const t = await createTestApp({ hasWorkers: false })
afterAll(() => t.close())
const customer = await t.signUp('customer')
const stranger = await t.signUp('customer')
const [bikeCard] = await t.deps.db.select().from(rateCards).where(eq(rateCards.vehicleClass, 'bike'))

/** A quote that uses every column. */
async function fullQuote(): Promise<QuoteRow> {
  const scheduledFor = new Date(t.clock.now().getTime() + 2 * 3_600_000).toISOString()
  const cargo = { weightKg: 12.5, volumeM3: 0.1, note: 'Fragile — “glass” 🥂' }
  const stops = [{ lat: 12.951, lng: 77.6 }]
  const answer = await t.request('POST', '/v1/quotes', {
    as: customer.token,
    body: { ...t.haul, stops, scheduledFor, cargo },
  })
  expect(answer.status).toBe(201)
  const [quote] = await t.deps.db.select().from(quotes).where(eq(quotes.id, answer.body.id))
  return quote as QuoteRow
}

const later = (at: Date | null) => new Date((at?.getTime() ?? 0) + 60_000)

/** For every column another value that the database accepts. */
const CHANGES: { [Column in keyof QuoteRow]: (quote: QuoteRow) => QuoteRow[Column] } = {
  id: () => t.deps.newId(),
  customerId: () => stranger.id,
  market: () => '8428309ffffffff',
  vehicleClass: () => 'truck',
  rateCardId: () => bikeCard?.id as string,
  pickup: ({ pickup }) => ({ ...pickup, lat: pickup.lat + 1e-7 }),
  dropoff: ({ dropoff }) => ({ ...dropoff, lng: dropoff.lng + 0.1 }),
  stopOrder: ({ stopOrder }) => [...stopOrder, 15],
  stops: ({ stops }) => [...stops, { lat: 12.9, lng: 77.5 }],
  scheduledFor: (quote) => later(quote.scheduledFor),
  cargo: ({ cargo }) => ({ ...cargo, weightKg: 799 }),
  priceMinor: ({ priceMinor }) => priceMinor - 1,
  currency: () => 'USD',
  breakdown: ({ breakdown }) => breakdown.map((line) => ({ ...line, label: `${line.label} ` })),
  surge: ({ surge }) => ({ ...surge, multiplierPermille: 1_001 }),
  distanceM: ({ distanceM }) => distanceM + 1,
  durationS: ({ durationS }) => durationS + 1,
  pickupEtaS: () => 60,
  signature: ({ signature }) => signature.replace(/./, (digit) => (digit === '0' ? '1' : '0')),
  createdAt: (quote) => later(quote.createdAt),
  expiresAt: (quote) => later(quote.expiresAt),
}

describe('a quote', () => {
  test('is redeemed as it was stored, whatever it holds', async () => {
    const quote = await fullQuote()
    const booked = await t.book(customer.token, quote.id)
    expect(booked).toMatchObject({ status: 201, body: { price: { amount: quote.priceMinor } } })
  })

  test.each(Object.keys(getTableColumns(quotes)) as (keyof QuoteRow)[])(
    'is refused once somebody has changed its %s in the database',
    async (column) => {
      const quote = await fullQuote()
      const changed = { ...quote, [column]: CHANGES[column](quote) }
      expect(changed).not.toEqual(quote)
      await t.deps.db
        .update(quotes)
        .set({ [column]: changed[column] })
        .where(eq(quotes.id, quote.id))
      const owner = column === 'customerId' ? stranger : customer
      const refused = await t.book(owner.token, changed.id)
      expect(refused).toMatchObject({ status: 409, body: { code: 'quote_signature_invalid' } })
      expect(await t.deps.db.select().from(bookings).where(eq(bookings.quoteId, changed.id))).toEqual([])
    },
  )

  test('of somebody else, or of nobody, is unknown', async () => {
    const quote = await fullQuote()
    const unknown = { status: 422, body: { code: 'quote_unknown', errors: [{ path: 'quoteId' }] } }
    expect(await t.book(stranger.token, quote.id)).toMatchObject(unknown)
    expect(await t.book(customer.token, t.deps.newId())).toMatchObject(unknown)
  })

  test('holds for five minutes, and not longer', async () => {
    const [early, late] = [await fullQuote(), await fullQuote()]
    t.clock.offsetMs += 290_000
    expect((await t.book(customer.token, early.id)).status).toBe(201)
    t.clock.offsetMs += 10_001
    const refused = { status: 409, body: { code: 'quote_expired' } }
    expect(await t.book(customer.token, late.id)).toMatchObject(refused)
  })
})
