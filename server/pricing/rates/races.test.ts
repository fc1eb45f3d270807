import { afterAll, describe, expect, test } from 'bun:test'
import { eq, inArray } from 'drizzle-orm'
import { quotes, rateCards } from '../../../db/schema/index.ts'
import { pricesChannel } from '../../platform/channels.ts'
import { createRatesApp, TERMS } from '../testing/create-rates-app.ts'

const t = await createRatesApp()
afterAll(() => t.close())
const { create, listed, later, newMarket, versionsOf, withdraw } = t
const customer = await t.signUp('customer')
const HOUR_MS = 3_600_000

describe('two admins at once', () => {
  test('have a number each, in one row of numbers without a gap', async () => {
    const market = newMarket()
    const { id } = (await create({ ...TERMS, market })).body
    const starts = Array.from({ length: 20 }, (_, n) => later((n + 1) * HOUR_MS))
    const made = await Promise.all(starts.map((startsAt) => create({ basedOn: id, startsAt })))
    expect(made.map(({ status }) => status)).toEqual(Array(20).fill(201))
    const numbers = made.map(({ body }) => body.version as number).sort((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, n) => n + 2))
  })

  test('of whom all want the same start, or know the same version: one has it, the others are told', async () => {
    for (const [code, change] of [
      ['start_taken', {}],
      ['version_mismatch', { version: 1 }],
    ] as const) {
      const market = newMarket()
      const { id } = (await create({ ...TERMS, market })).body
      const drafts = Array.from({ length: 10 }, (_, n) => ({
        ...{ basedOn: id, startsAt: later(HOUR_MS * (code === 'start_taken' ? 1 : n + 1)), ...change },
      }))
      const answers = await Promise.all(drafts.map(create))
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
      const lost = answers.filter(({ status }) => status === 409)
      expect(lost.map(({ body }) => body.code)).toEqual(Array(9).fill(code))
      expect(await versionsOf(`market=${market}`)).toEqual([2, 1])
    }
  })

  test('with a currency each of a new market: one currency has it', async () => {
    for (let round = 0; round < 5; round++) {
      const market = newMarket()
      const drafts = ['bike', 'van', 'truck'].flatMap((vehicleClass) =>
        ['EUR', 'USD'].map((currency) => ({ ...TERMS, market, vehicleClass, currency })),
      )
      await Promise.all(drafts.map(create))
      const rows = await t.deps.db.select().from(rateCards).where(eq(rateCards.market, market))
      expect(new Set(rows.map(({ currency }) => currency)).size).toBe(1)
    }
  })

  test('of whom one withdraws twice and one takes the start: nothing holds that was withdrawn', async () => {
    const market = newMarket()
    const { id } = (await create({ ...TERMS, market })).body
    const startsAt = later(HOUR_MS)
    const upcoming = (await create({ basedOn: id, startsAt })).body
    const answers = await Promise.all([
      withdraw(upcoming.id),
      withdraw(upcoming.id),
      create({ basedOn: id, startsAt }),
    ])
    expect(
      answers
        .slice(0, 2)
        .map(({ status }) => status)
        .sort(),
    ).toEqual([200, 409])
    const held = answers[2]?.status === 201 ? [3] : [1]
    expect(await versionsOf(`market=${market}&at=${startsAt}`)).toEqual(held)
  })
})

describe('quotes', () => {
  const quote = async () => (await t.request('POST', '/v1/quotes', { as: customer.token, body: t.haul })).body
  const inForce = async () => (await listed(`market=${t.demoMarket}&class=van&status=in_force`)).items[0]

  test('are by the version that has started, from its start on and everywhere told of', async () => {
    let told = 0
    const stop = t.deps.broadcast.subscribe(pricesChannel(), () => void told++)
    const old = await inForce()
    const before = await quote()
    expect(before.rateCard).toEqual({ id: old.id, version: old.version })
    const draft = { basedOn: old.id, baseMinor: old.baseMinor + 5_000, startsAt: later(HOUR_MS) }
    const made = (await create(draft)).body
    expect(told).toBe(1)
    t.clock.offsetMs += HOUR_MS - 1
    expect((await quote()).rateCard).toEqual(before.rateCard)
    t.clock.offsetMs += 1
    const after = await quote()
    expect(after.rateCard).toEqual({ id: made.id, version: made.version })
    expect(after.breakdown[0].amount).toBe(old.baseMinor + 5_000)
    const withdrawable = (await create({ basedOn: made.id, startsAt: later(HOUR_MS) })).body
    await withdraw(withdrawable.id)
    expect(told).toBe(3)
    t.clock.offsetMs += HOUR_MS
    expect((await quote()).rateCard).toEqual(after.rateCard)
    stop()
  })

  test('made while a version begins are priced by the one in force at their time, and can be booked', async () => {
    const old = await inForce()
    const startsAt = later(1_000)
    const made = (await create({ basedOn: old.id, baseMinor: old.baseMinor + 7_000, startsAt })).body
    const bases = new Map([
      [old.id, old.baseMinor],
      [made.id, made.baseMinor],
    ])
    t.clock.offsetMs += 980
    const first = await quote()
    const asked = Array.from({ length: 40 }, async (_, n) => {
      for (let turn = 0; turn < n; turn++) await new Promise(setImmediate)
      t.clock.offsetMs += 1
      return quote()
    })
    const all = [first, ...(await Promise.all(asked)), await quote()]
    const stored = await t.deps.db
      .select({ id: quotes.id, createdAt: quotes.createdAt })
      .from(quotes)
      .where(
        inArray(
          quotes.id,
          all.map(({ id }) => id),
        ),
      )
    const createdAt = new Map(stored.map((row) => [row.id, row.createdAt]))
    for (const { id, rateCard, breakdown, price } of all) {
      const hasBegun = (createdAt.get(id) as Date) >= new Date(startsAt)
      expect(rateCard.id).toBe(hasBegun ? made.id : old.id)
      expect(breakdown[0].amount).toBe(bases.get(rateCard.id))
      const booked = await t.book(customer.token, id)
      expect(booked).toMatchObject({ status: 201, body: { price } })
    }
    expect(new Set(all.map(({ rateCard }) => rateCard.id)).size).toBe(2)
  })
})
