import { afterAll, describe, expect, test } from 'bun:test'
import { asc, eq, inArray } from 'drizzle-orm'
import { latLngToCell } from 'h3-js'
import { auditLog, quotes, rateCards } from '../../../db/schema/index.ts'
import { pricesChannel } from '../../platform/channels.ts'
import { createTestApp } from '../../testing/create-test-app.ts'

const t = await createTestApp({ hasWorkers: false, hasStillClock: true })
afterAll(() => t.close())
const { id: adminId } = (await t.request('GET', '/v1/me', { as: t.admin })).body
const customer = await t.signUp('customer')
const DEMO_MARKET = latLngToCell(t.haul.pickup.lat, t.haul.pickup.lng, 4)
const HOUR_MS = 3_600_000
const later = (ms: number) => new Date(t.clock.now().getTime() + ms).toISOString()

const base = {
  vehicleClass: 'van',
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  baseMinor: 500,
  perKmMinor: 150,
  perMinuteMinor: 30,
  perStopMinor: 300,
  minimumMinor: 1_000,
  maximumMinor: 90_000,
  cancellationFeeMinor: 400,
  freeCancellationS: 120,
}
/** A market of its own for each test. */
let markets = 0
const newMarket = () => latLngToCell(50, markets++, 4)
const create = (draft: object) => t.request('POST', '/v1/admin/rate-cards', { as: t.admin, body: draft })
const withdraw = (id: string) => t.request('POST', `/v1/admin/rate-cards/${id}/withdraw`, { as: t.admin })
const list = async (query: string) =>
  (await t.request('GET', `/v1/admin/rate-cards?${query}`, { as: t.admin })).body.items as {
    version: number
    status: string
    endsAt: string | null
  }[]
const versionsOf = async (query: string) => (await list(query)).map(({ version }) => version)

describe('a version of a rate card', () => {
  test('is based on another with changes, holds until the next one starts, and is audited', async () => {
    const market = newMarket()
    const first = await create({ ...base, market })
    expect(first).toMatchObject({
      status: 201,
      body: {
        version: 1,
        status: 'in_force',
        endsAt: null,
        createdBy: adminId,
        windows: [],
        freeWaitingS: 0,
      },
    })
    const next = { basedOn: first.body.id, perKmMinor: 170, startsAt: later(HOUR_MS) }
    const second = await create(next)
    expect(second.body).toMatchObject({ ...base, ...{ perKmMinor: 170, version: 2, status: 'upcoming' } })
    const read = await t.request('GET', `/v1/admin/rate-cards/${first.body.id}`, { as: t.admin })
    expect(read.body).toEqual({ ...first.body, endsAt: next.startsAt })
    t.clock.offsetMs += HOUR_MS
    expect((await list(`market=${market}`)).map(({ status }) => status)).toEqual(['in_force', 'superseded'])
    const audited = await t.deps.db
      .select()
      .from(auditLog)
      .where(eq(auditLog.subjectId, second.body.id))
      .orderBy(asc(auditLog.id))
    expect(audited).toMatchObject([
      { action: 'rate_card.create', actorId: adminId, before: { version: 1 }, after: { version: 2 } },
    ])
    const copy = await create({ basedOn: first.body.id, vehicleClass: 'bike' })
    expect(copy.body).toMatchObject({ market, vehicleClass: 'bike', version: 1, perKmMinor: 150 })
  })

  test('is found by market, class, status and the moment that it is in force at', async () => {
    const market = newMarket()
    const { id } = (await create({ ...base, market })).body
    const [start, second, third] = [later(0), later(HOUR_MS), later(2 * HOUR_MS)]
    await create({ basedOn: id, startsAt: third })
    await create({ basedOn: id, startsAt: second })
    await create({ basedOn: id, vehicleClass: 'bike', startsAt: second })
    const of = `market=${market}&class=van`
    expect(await versionsOf(of)).toEqual([3, 2, 1])
    expect(await versionsOf(`${of}&status=upcoming`)).toEqual([3, 2])
    expect(await versionsOf(`${of}&status=in_force`)).toEqual([1])
    const at = (iso: string, beforeMs = 0) => new Date(Date.parse(iso) - beforeMs).toISOString()
    expect(await versionsOf(`${of}&at=${at(start, 1)}`)).toEqual([])
    expect(await versionsOf(`${of}&at=${at(start)}`)).toEqual([1])
    expect(await versionsOf(`${of}&at=${at(second, 1)}`)).toEqual([1])
    expect(await versionsOf(`${of}&at=${at(second)}`)).toEqual([3])
    expect(await versionsOf(`${of}&at=${at(third)}`)).toEqual([2])
    expect(await list(`market=${market}&status=upcoming&class=bike`)).toHaveLength(1)
    const { body } = await t.request('GET', `/v1/admin/rate-cards?${of}&limit=2`, { as: t.admin })
    expect(await versionsOf(`${of}&limit=2&cursor=${body.nextCursor}`)).toEqual([1])
  })

  test('starts at once or ahead, never before it was made', async () => {
    const market = newMarket()
    const refused = { status: 422, body: { code: 'start_out_of_range', errors: [{ path: 'startsAt' }] } }
    expect(await create({ ...base, market, startsAt: later(-60_001) })).toMatchObject(refused)
    expect(await create({ ...base, market, startsAt: later(800 * 24 * HOUR_MS) })).toMatchObject(refused)
    const made = await create({ ...base, market, startsAt: later(-60_000) })
    expect(made.body.startsAt).toBe(later(0))
    const startsAt = later(0)
    const taken = { code: 'start_taken', rateCardId: made.body.id, errors: [{ path: 'startsAt' }] }
    expect(await create({ ...base, market, startsAt })).toMatchObject({ status: 409, body: taken })
  })

  test('is withdrawn until a minute before its start, once, and the one before it goes on', async () => {
    const market = newMarket()
    const { id } = (await create({ ...base, market })).body
    const startsAt = later(HOUR_MS)
    const upcoming = (await create({ basedOn: id, startsAt })).body
    const withdrawn = await withdraw(upcoming.id)
    expect(withdrawn).toMatchObject({ status: 200, body: { status: 'withdrawn', withdrawnAt: later(0) } })
    expect((await withdraw(upcoming.id)).body.code).toBe('rate_card_withdrawn')
    expect(await versionsOf(`market=${market}&at=${startsAt}`)).toEqual([1])
    expect((await withdraw(id)).body.code).toBe('rate_card_started')
    expect((await withdraw(crypto.randomUUID())).status).toBe(404)
    // Its start is free again, its number is not.
    const again = (await create({ basedOn: id, startsAt })).body
    expect(again).toMatchObject({ version: 3, startsAt })
    t.clock.offsetMs += HOUR_MS - 60_000
    expect((await withdraw(again.id)).body.code).toBe('rate_card_started')
  })

  test('keeps to the one currency of its market, until nothing of the market holds', async () => {
    const market = newMarket()
    const startsAt = later(HOUR_MS)
    const only = (await create({ ...base, market, startsAt })).body
    const inDollars = { ...base, market, currency: 'USD', vehicleClass: 'bike' }
    const refused = { code: 'currency_differs', currency: 'EUR', errors: [{ path: 'currency' }] }
    expect(await create(inDollars)).toMatchObject({ status: 409, body: refused })
    await withdraw(only.id)
    expect((await create(inDollars)).status).toBe(201)
  })

  test('is refused to whoever does not know the latest, and past fifty that are to come', async () => {
    const market = newMarket()
    const { id } = (await create({ ...base, market, version: 0 })).body
    const stale = await create({ basedOn: id, version: 0, startsAt: later(HOUR_MS) })
    expect(stale).toMatchObject({ status: 409, body: { code: 'version_mismatch', currentVersion: 1 } })
    for (let n = 1; n <= 50; n++)
      expect((await create({ basedOn: id, version: n, startsAt: later(n * HOUR_MS) })).status).toBe(201)
    const past = await create({ basedOn: id, startsAt: later(60 * HOUR_MS) })
    expect(past).toMatchObject({ status: 409, body: { code: 'too_many_upcoming' } })
    // The one in force is still the one that prices.
    expect((await t.deps.prices.rateCard(market, 'van', t.clock.now()))?.id).toBe(id)
  })
})

describe('terms that will not do', () => {
  const day = { label: 'Day', days: [1, 2], from: '06:00', to: '22:00', multiplierPermille: 1_100 }
  const night = { ...day, label: 'Night', days: [7], from: '21:00', to: '06:30' }
  test.each([
    ['currency', 'rate_card_invalid', { currency: 'XYZ' }],
    ['timeZone', 'rate_card_invalid', { timeZone: 'Europe/Atlantis' }],
    ['timeZone', 'rate_card_invalid', { timeZone: '+05:30' }],
    ['timeZone', 'rate_card_invalid', { timeZone: 'europe/berlin' }],
    ['maximumMinor', 'rate_card_invalid', { maximumMinor: 999 }],
    ['windows.0.days', 'rate_card_invalid', { windows: [{ ...day, days: [1, 1] }] }],
    ['windows.0.to', 'rate_card_invalid', { windows: [{ ...day, to: '06:00' }] }],
    ['windows.1', 'rate_card_invalid', { windows: [day, night] }],
    ['windows', 'rate_card_invalid', { windows: [day], windowsCoverWeek: true }],
    ['market', 'market_unknown', { market: '8860145b4bfffff' }],
    ['basedOn', 'rate_card_unknown', { basedOn: crypto.randomUUID() }],
    ['windows.0.to', 'validation_failed', { windows: [{ ...day, to: '25:00' }] }],
    ['windows.0.from', 'validation_failed', { windows: [{ ...day, from: '24:00' }] }],
    ['windows.0.multiplierPermille', 'validation_failed', { windows: [{ ...day, multiplierPermille: 0 }] }],
    ['perKmMinor', 'validation_failed', { perKmMinor: -1 }],
    ['perKmMinor', 'validation_failed', { perKmMinor: 1.5 }],
    ['freeWaitingS', 'validation_failed', { freeWaitingS: 86_401 }],
  ])('are refused by the name of %s: %s %p', async (path, code, change) => {
    for (const [to, wrap] of [
      ['', (draft: object) => draft],
      ['/preview', (draft: object) => ({ draft })],
    ] as const) {
      const draft = { ...base, market: DEMO_MARKET, ...change }
      const answer = await t.request('POST', `/v1/admin/rate-cards${to}`, { as: t.admin, body: wrap(draft) })
      expect(answer).toMatchObject({ status: 422, body: { code } })
      const prefix = to && code === 'validation_failed' ? 'draft.' : ''
      expect(answer.body.errors.map((error: { path: string }) => error.path)).toEqual([`${prefix}${path}`])
    }
  })

  test('are all named, and an overlap by both windows and its first minute', async () => {
    const wrong = { ...base, market: newMarket(), timeZone: 'Nowhere', windows: [day, night] }
    const { errors } = (await create(wrong)).body
    expect(errors).toEqual([
      { path: 'timeZone', message: expect.stringContaining('IANA') },
      {
        path: 'windows.1',
        message: '“Day” (windows.0) and “Night” (windows.1) overlap from Monday 06:00.',
      },
    ])
  })

  test('are missing where nothing says what they are', async () => {
    const { body } = await create({ market: newMarket(), perKmMinor: 100, currency: 'EUR' })
    const paths = body.errors.map((error: { path: string }) => error.path)
    expect(paths).toContain('vehicleClass')
    expect(paths).toContain('baseMinor')
    expect(paths).not.toContain('windows')
  })
})

describe('two admins at once', () => {
  test('have a number each, in one row of numbers without a gap', async () => {
    const market = newMarket()
    const { id } = (await create({ ...base, market })).body
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
      const { id } = (await create({ ...base, market })).body
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
        ['EUR', 'USD'].map((currency) => ({ ...base, market, vehicleClass, currency })),
      )
      await Promise.all(drafts.map(create))
      const rows = await t.deps.db.select().from(rateCards).where(eq(rateCards.market, market))
      expect(new Set(rows.map(({ currency }) => currency)).size).toBe(1)
    }
  })

  test('of whom one withdraws twice and one takes the start: nothing holds that was withdrawn', async () => {
    const market = newMarket()
    const { id } = (await create({ ...base, market })).body
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
  const inForce = async () =>
    (
      await t.request('GET', `/v1/admin/rate-cards?market=${DEMO_MARKET}&class=van&status=in_force`, {
        as: t.admin,
      })
    ).body.items[0]

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
