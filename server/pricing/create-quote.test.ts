import { afterAll, describe, expect, test } from 'bun:test'
import { and, eq } from 'drizzle-orm'
import { latLngToCell } from 'h3-js'
import { outbox, rateCards, surgeCells } from '../../db/schema/index.ts'
import { pricesChannel, surgeChannel } from '../platform/channels.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { surgeInputs } from './testing/surge-inputs.ts'

const t = await createTestApp({ hasWorkers: false })
afterAll(() => t.close())
const customer = await t.signUp('customer')
const quote = (change: object = {}) =>
  t.request('POST', '/v1/quotes', { as: customer.token, body: { ...t.haul, ...change } })
const { lat, lng } = t.haul.pickup
const market = latLngToCell(lat, lng, 4)
const cell = latLngToCell(lat, lng, 8)

describe('a quote', () => {
  test('is stored with its demand signal, and its lines add up', async () => {
    const { status, body } = await quote({ stops: [{ lat: 12.95, lng: 77.6 }] })
    expect(status).toBe(201)
    const lines: { code: string; amount: number }[] = body.breakdown
    expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBe(body.price.amount)
    expect(lines.map(({ code }) => code)).toContain('stops')
    const signals = await t.deps.db.select().from(outbox).where(eq(outbox.type, 'demand.quoted'))
    expect(signals.at(-1)).toMatchObject({
      key: market,
      topic: 'demand.signals',
      data: { quoteId: body.id, customerId: customer.id, cell, vehicleClass: 'van' },
    })
  })

  test('of a place or a class without a rate card names the pickup', async () => {
    const answer = await quote({ pickup: { lat: 48.2, lng: 16.37 } })
    const refused = { code: 'market_not_served', errors: [{ path: 'pickup' }] }
    expect(answer).toMatchObject({ status: 422, body: refused })
  })

  test('of a way that nobody drives in a day names the drop-off', async () => {
    const answer = await quote({ dropoff: { lat: 52.5, lng: 13.4 } })
    expect(answer).toMatchObject({ status: 422, body: { code: 'too_far', errors: [{ path: 'dropoff' }] } })
  })

  test.each([
    ['too_heavy', 'cargo.weightKg', { weightKg: 801 }],
    ['too_large', 'cargo.volumeM3', { volumeM3: 6.01 }],
  ])('is refused as %s above the capacity of the class, and given at it', async (code, path, cargo) => {
    expect(await quote({ cargo })).toMatchObject({ status: 422, body: { code, errors: [{ path }] } })
    expect((await quote({ cargo: { weightKg: 800, volumeM3: 6 } })).status).toBe(201)
  })

  test.each(['\0', 'half \ud83e', '\udd42 half'])('refuses text that cannot be stored: %j', async (note) => {
    const refused = { code: 'validation_failed', errors: [{ path: 'cargo.note' }] }
    expect(await quote({ cargo: { note } })).toMatchObject({ status: 422, body: refused })
  })

  test('takes any other text', async () => {
    expect((await quote({ cargo: { note: 'दो पेटी 🥂\n“fragile”' } })).status).toBe(201)
  })

  test('tells how far the nearest driver is, but not for a haul of another time', async () => {
    expect((await quote()).body.pickupEtaS).toBeNull()
    await t.availableDriver(12.98, 77.6)
    expect((await quote()).body.pickupEtaS).toBeGreaterThan(0)
    const scheduledFor = new Date(t.clock.now().getTime() + 3_600_000).toISOString()
    expect((await quote({ scheduledFor })).body.pickupEtaS).toBeNull()
  })

  test('goes by a new rate card at once when the broadcast tells of it, and by its time', async () => {
    const before = (await quote()).body.price.amount
    const ofVan = and(eq(rateCards.market, market), eq(rateCards.vehicleClass, 'van'))
    const [van] = await t.deps.db.select().from(rateCards).where(ofVan)
    if (!van) throw new Error('the demo market has no card for vans')
    const now = t.clock.now().getTime()
    const versions = [
      { id: t.deps.newId(), version: 2, baseMinor: van.baseMinor + 50_000, startsAt: new Date(now - 1) },
      {
        id: t.deps.newId(),
        version: 3,
        baseMinor: van.baseMinor + 90_000,
        startsAt: new Date(now + 3_600_000),
      },
    ]
    await t.deps.db.insert(rateCards).values(versions.map((version) => ({ ...van, ...version })))
    expect((await quote()).body.price.amount).toBe(before)
    t.deps.broadcast.publish(pricesChannel(), {})
    const base = async () => (await quote()).body.breakdown[0].amount
    expect(await base()).toBe(van.baseMinor + 50_000)
    t.clock.offsetMs += 3_600_001
    expect(await base()).toBe(van.baseMinor + 90_000)
  })

  test('takes surge from the table: when it is published, or its time in memory is over', async () => {
    const multiplier = async () => (await quote()).body.surge.multiplier
    expect((await quote()).body.surge).toEqual({ multiplier: 1, cell })
    const set = (multiplierPermille: number) => {
      const row = { cell, market, multiplierPermille, inputs: surgeInputs, publishedAt: t.clock.now() }
      return t.deps.db
        .insert(surgeCells)
        .values(row)
        .onConflictDoUpdate({ target: surgeCells.cell, set: row })
    }
    await set(1_400)
    expect(await multiplier()).toBe(1)
    t.deps.broadcast.publish(surgeChannel(), { market, cells: [{ cell, multiplierPermille: 1_400 }] })
    expect(await multiplier()).toBe(1.4)
    await set(1_600)
    t.clock.offsetMs += 10_000
    expect(await multiplier()).toBe(1.6)
    const { breakdown } = (await quote()).body
    expect(breakdown.map(({ code }: { code: string }) => code)).toContain('surge')
  })
})
