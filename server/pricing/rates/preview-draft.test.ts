import { afterAll, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { latLngToCell } from 'h3-js'
import { quotes } from '../../../db/schema/index.ts'
import { createRatesApp } from '../testing/create-rates-app.ts'

const t = await createRatesApp()
afterAll(() => t.close())
const customer = await t.signUp('customer')
const { create, later, listed, preview } = t
const { pickup, dropoff } = t.haul
const [inForce] = (await listed(`market=${t.demoMarket}&class=van`)).items
const quote = async (change: object = {}) =>
  (await t.request('POST', '/v1/quotes', { as: customer.token, body: { ...t.haul, ...change } })).body
type Line = { code: string; amount: number }
const lineOf = (breakdown: Line[], code: string) => breakdown.find((line) => line.code === code)?.amount
const sumOf = (breakdown: Line[]) => breakdown.reduce((sum, { amount }) => sum + amount, 0)

describe('a preview of a draft', () => {
  test('prices sample trips beside the version that it takes over from, as a quote of that moment', async () => {
    const quoted = await quote({ stops: [{ lat: 12.95, lng: 77.6 }] })
    const trip = { pickup, dropoff, stops: [{ lat: 12.95, lng: 77.6 }], at: t.clock.now().toISOString() }
    const draft = { basedOn: inForce.id, baseMinor: inForce.baseMinor * 10, minimumMinor: 0 }
    const { status, body } = await preview(draft, { trips: [trip, { ...trip, surge: 2, waitedS: 7_200 }] })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      draft: { version: inForce.version + 1, baseMinor: inForce.baseMinor * 10 },
      replaced: { id: inForce.id, version: inForce.version },
    })
    const [plain, dear] = body.trips
    expect(plain.old).toEqual({ price: quoted.price, breakdown: quoted.breakdown })
    expect(plain).toMatchObject({ of: 'trip', distanceM: quoted.distanceM, surge: 1 })
    expect(lineOf(plain.new.breakdown, 'base')).toBe(inForce.baseMinor * 10)
    expect(plain.difference).toBe(plain.new.price.amount - plain.old.price.amount)
    for (const side of [plain.old, plain.new, dear.old, dear.new])
      expect(sumOf(side.breakdown)).toBe(side.price.amount)
    expect(lineOf(dear.new.breakdown, 'surge')).toBeGreaterThan(0)
    expect(lineOf(dear.new.breakdown, 'waiting')).toBe(inForce.waitingMaximumMinor)
    expect(body.totals).toMatchObject({ trips: 2, compared: 2, shareUp: 1, shareDown: 0 })
  })

  test('of a time in a window of the draft has its line', async () => {
    const windows = [
      { label: 'Always', days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00', multiplierPermille: 2_000 },
    ]
    const { body } = await preview(
      { basedOn: inForce.id, windows, windowsCoverWeek: true, minimumMinor: 0 },
      {
        trips: [{ pickup, dropoff }],
      },
    )
    const { breakdown } = body.trips[0].new
    const codes = ['base', 'distance', 'duration']
    const before = codes.reduce((sum, code) => sum + (lineOf(breakdown, code) as number), 0)
    expect(lineOf(breakdown, 'time_of_day')).toBe(before)
  })

  test('prices the latest quotes or bookings of its market and class beside what they were quoted at', async () => {
    await quote({ vehicleClass: 'bike' })
    const ids: string[] = []
    for (let n = 0; n < 4; n++) {
      t.clock.offsetMs += 1_000
      ids.unshift((await quote({ dropoff: { lat: 12.93 - n / 100, lng: 77.62 } })).id)
    }
    const booking = (await t.book(customer.token, ids[2] as string)).body
    const draft = { basedOn: inForce.id, minimumMinor: inForce.maximumMinor }
    const latest = (await preview(draft, { replay: { of: 'quotes', count: 3 } })).body
    expect(latest.trips.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 3))
    for (const { id, of, old, new: now, difference } of latest.trips) {
      const [row] = await t.deps.db.select().from(quotes).where(eq(quotes.id, id))
      expect([of, old.price.amount]).toEqual(['quote', row?.priceMinor])
      expect(now.price.amount).toBe(inForce.maximumMinor)
      expect(difference).toBe(now.price.amount - old.price.amount)
    }
    expect(latest.totals.new).toMatchObject({ mean: inForce.maximumMinor, minimumHits: 3, maximumHits: 0 })
    const booked = (await preview(draft, { replay: { of: 'bookings', count: 200 } })).body
    expect(booked.trips).toMatchObject([
      { of: 'booking', id: booking.id, old: { price: booking.price, breakdown: booking.breakdown } },
    ])
    t.clock.offsetMs += 31 * 86_400_000
    expect((await preview(draft, { replay: { of: 'quotes', count: 3 } })).body.trips).toEqual([])
  })

  test('of a market without a card has no old price, and one that begins elsewhere is refused', async () => {
    const place = { lat: 50, lng: 10 }
    const elsewhere = latLngToCell(place.lat, place.lng, 4)
    const draft = { basedOn: inForce.id, market: elsewhere }
    const trips = [{ pickup: place, dropoff: { lat: 50.02, lng: 10 } }]
    const { body } = await preview(draft, { trips })
    expect(body).toMatchObject({ replaced: null, trips: [{ old: null, difference: null }] })
    expect(body.totals).toMatchObject({ trips: 1, compared: 0, old: null, meanDifference: null })
    const refused = await preview(draft, { trips: [...trips, { pickup, dropoff }] })
    const errors = [{ path: 'trips.1.pickup' }]
    expect(refused).toMatchObject({ status: 422, body: { code: 'rate_card_invalid', errors } })
  })

  test('refuses what the creation would, and stores nothing', async () => {
    const taken = { basedOn: inForce.id, startsAt: later(86_400_000) }
    await create(taken)
    const rowsOf = async () => {
      const [counts] = await t.deps.sql`
        select (select count(*) from rate_cards) as cards, (select count(*) from quotes) as quotes,
          (select count(*) from outbox) as events, (select count(*) from audit_log) as audits`
      return counts
    }
    const before = await rowsOf()
    for (const draft of [
      taken,
      { basedOn: inForce.id, version: 1 },
      { basedOn: inForce.id, currency: 'EUR' },
      { basedOn: inForce.id, startsAt: '2020-01-01T00:00:00Z' },
    ]) {
      const created = await create(draft)
      expect(created.status).toBeGreaterThanOrEqual(409)
      const previewed = await preview(draft, { trips: [{ pickup, dropoff }] })
      expect([previewed.status, previewed.body.code]).toEqual([created.status, created.body.code])
    }
    expect((await preview({ basedOn: inForce.id }, { trips: [{ pickup, dropoff }] })).status).toBe(200)
    expect(await rowsOf()).toEqual(before as never)
  })
})
