import { afterAll, describe, expect, test } from 'bun:test'
import { asc, eq } from 'drizzle-orm'
import { auditLog } from '../../../db/schema/index.ts'
import { createRatesApp, TERMS } from '../testing/create-rates-app.ts'

const t = await createRatesApp()
afterAll(() => t.close())
const { create, listed, later, newMarket, versionsOf, withdraw } = t
const { id: adminId } = (await t.request('GET', '/v1/me', { as: t.admin })).body
const HOUR_MS = 3_600_000

describe('a version of a rate card', () => {
  test('is based on another with changes, holds until the next one starts, and is audited', async () => {
    const market = newMarket()
    const first = await create({ ...TERMS, market })
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
    expect(second.body).toMatchObject({ ...TERMS, ...{ perKmMinor: 170, version: 2, status: 'upcoming' } })
    const read = await t.request('GET', `/v1/admin/rate-cards/${first.body.id}`, { as: t.admin })
    expect(read.body).toEqual({ ...first.body, endsAt: next.startsAt })
    t.clock.offsetMs += HOUR_MS
    expect((await listed(`market=${market}`)).items.map(({ status }: { status: string }) => status)).toEqual([
      'in_force',
      'superseded',
    ])
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
    const { id } = (await create({ ...TERMS, market })).body
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
    expect(await versionsOf(`market=${market}&status=upcoming&class=bike`)).toEqual([1])
    for (const noMoment of ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59-23:00', 'yesterday'])
      expect(await listed(`${of}&at=${encodeURIComponent(noMoment)}`)).toMatchObject({
        code: 'validation_failed',
        errors: [{ path: 'at' }],
      })
    const { nextCursor } = await listed(`${of}&limit=2`)
    expect(await versionsOf(`${of}&limit=2&cursor=${nextCursor}`)).toEqual([1])
  })

  test('starts at once or ahead, never before it was made', async () => {
    const market = newMarket()
    const refused = { status: 422, body: { code: 'start_out_of_range', errors: [{ path: 'startsAt' }] } }
    expect(await create({ ...TERMS, market, startsAt: later(-60_001) })).toMatchObject(refused)
    expect(await create({ ...TERMS, market, startsAt: later(800 * 24 * HOUR_MS) })).toMatchObject(refused)
    const made = await create({ ...TERMS, market, startsAt: later(-60_000) })
    expect(made.body.startsAt).toBe(later(0))
    const startsAt = later(0)
    const taken = { code: 'start_taken', rateCardId: made.body.id, errors: [{ path: 'startsAt' }] }
    expect(await create({ ...TERMS, market, startsAt })).toMatchObject({ status: 409, body: taken })
  })

  test('is withdrawn until a minute before its start, once, and the one before it goes on', async () => {
    const market = newMarket()
    const { id } = (await create({ ...TERMS, market })).body
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
    const only = (await create({ ...TERMS, market, startsAt })).body
    const inDollars = { ...TERMS, market, currency: 'USD', vehicleClass: 'bike' }
    const refused = { code: 'currency_differs', currency: 'EUR', errors: [{ path: 'currency' }] }
    expect(await create(inDollars)).toMatchObject({ status: 409, body: refused })
    await withdraw(only.id)
    expect((await create(inDollars)).status).toBe(201)
  })

  test('is refused to whoever does not know the latest, and past fifty that are to come', async () => {
    const market = newMarket()
    const { id } = (await create({ ...TERMS, market, version: 0 })).body
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
