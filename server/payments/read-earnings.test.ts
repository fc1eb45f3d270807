import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { postEntries } from './post-entries.ts'
import { type Books, createBooks } from './testing/create-books.ts'

let books: Books
beforeAll(async () => {
  books = await createBooks()
})
afterAll(() => books.close())

const earnings = (from: string, to: string, driver = books.drivers[0], what = '') =>
  books.request('GET', `/v1/driver/earnings${what}?${new URLSearchParams({ from, to })}`, {
    as: driver.token,
  })
async function complete(priceMinor: number, driver = books.drivers[0]) {
  return books.complete(await books.delivered({ driver, priceMinor, paymentMethod: 'cash' }))
}

describe('earnings', () => {
  test('are of the hauls completed from the beginning of the period until before its end', async () => {
    const { completedAt } = await complete(25_000)
    const [from, to] = [completedAt as Date, new Date((completedAt as Date).getTime() + 60_000)]
    const { body } = await earnings(from.toISOString(), to.toISOString())
    expect(body).toMatchObject({
      ...{ trips: 1, totals: [{ amount: 25_000, currency: 'INR' }], timeZone: 'Asia/Kolkata' },
      currencies: [
        { fares: 25_000, commission: 5_000, share: 20_000, cashCollected: 25_000, balance: -5_000 },
      ],
      days: [{ trips: 1, earned: 20_000 }],
    })
    const before = new Date(from.getTime() - 60_000)
    const none = { trips: 0, totals: [], days: [] }
    expect((await earnings(before.toISOString(), from.toISOString())).body).toMatchObject(none)
    const after = new Date(to.getTime() + 60_000)
    expect((await earnings(to.toISOString(), after.toISOString())).body).toMatchObject(none)
  })

  test('add up beyond what fits 32 bits', async () => {
    const from = books.clock.now().toISOString()
    for (const _ of [1, 2]) await complete(2_000_000_000, books.drivers[1])
    const to = new Date(books.clock.now().getTime() + 60_000).toISOString()
    const { body } = await earnings(from, to, books.drivers[1])
    expect(body).toMatchObject({ trips: 2, totals: [{ amount: 4_000_000_000, currency: 'INR' }] })
  })

  test('list their hauls newest first, in pages without a gap or a double', async () => {
    const from = books.clock.now()
    const prices = [100, 200, 300, 400, 500]
    for (const price of prices) await complete(price)
    const period = `from=${from.toISOString()}&to=${new Date(books.clock.now().getTime() + 60_000).toISOString()}`
    const seen: number[] = []
    for (let cursor = ''; ; ) {
      const path = `/v1/driver/earnings/hauls?${period}&limit=2${cursor && `&cursor=${cursor}`}`
      const { body } = await books.request('GET', path, { as: books.drivers[0].token })
      seen.push(...body.items.map(({ fares }: { fares: number }) => fares))
      expect(body.items[0]).toMatchObject({ currency: 'INR', cashCollected: body.items[0].fares })
      if (!body.nextCursor) break
      cursor = body.nextCursor
    }
    expect(seen).toEqual(prices.toReversed())
  })

  test.each([
    ['2026-11-24T00:00:00Z', '2026-11-24T00:00:00Z'],
    ['2026-11-24T00:00:00Z', '2026-11-23T00:00:00Z'],
    ['2020-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
    ['2026-06-30T23:59:60Z', '2026-07-01T00:00:00Z'],
    ['2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z'],
  ])('of no period, from %s to %s, are refused', async (from, to) => {
    expect((await earnings(from, to)).status).toBe(422)
    expect((await earnings(from, to, books.drivers[0], '/hauls')).status).toBe(422)
  })
})

describe('days and statements', () => {
  /** New York: the clocks go forward on 8 March 2026 and back on 1 November. */
  const NEW_YORK = '842a107ffffffff'
  const ZONE = 'America/New_York'

  async function driverPaidAt(times: readonly string[]) {
    const driver = await books.signUp('driver')
    for (const [at, time] of times.entries()) {
      const context = { ...books.asAdmin, clock: { now: () => new Date(time) } }
      const postings = [
        { account: 'adjustment_expense', amountMinor: 10 ** at } as const,
        { account: 'driver_payable', ownerId: driver.id, amountMinor: -(10 ** at) } as const,
      ]
      await context.db.transaction((db) =>
        postEntries({ ...context, db }, { currency: 'USD', market: NEW_YORK }, [
          { kind: 'adjustment', postings },
        ]),
      )
    }
    return driver
  }
  const statement = (token: string, from: string, to: string, accept = 'application/json', zone = '') =>
    books.request('GET', `/v1/driver/statement?from=${from}&to=${to}${zone}`, {
      as: token,
      headers: { accept },
    })

  test('go by the local day of the market, of 23 and 25 hours where the clocks change', async () => {
    const driver = await driverPaidAt([
      '2026-03-08T04:59:59.999Z',
      '2026-03-08T05:00:00Z',
      '2026-03-09T03:59:59Z',
      '2026-03-09T04:00:00Z',
    ])
    // Neither what an admin has taken back nor what is to come has a say.
    for (const withdrawnAt of [books.clock.now(), null])
      await books.deps.sql`
        insert into rate_cards select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(),
          'version', c.version + ${withdrawnAt ? 1 : 2}::int, 'time_zone', 'Asia/Tokyo', 'withdrawn_at', ${withdrawnAt}::timestamptz,
          'starts_at', ${new Date(books.clock.now().getTime() + 86_400_000)}::timestamptz))).*
        from rate_cards c where c.market = ${NEW_YORK} order by c.version desc limit 1`
    const { body } = await earnings('2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z', driver)
    expect(body.timeZone).toBe(ZONE)
    expect(body.days.map(({ day, earned }: { day: string; earned: number }) => [day, earned])).toEqual([
      ['2026-03-07', 1],
      ['2026-03-08', 110],
      ['2026-03-09', 1_000],
    ])
    const { body: day } = await statement(driver.token, '2026-03-08', '2026-03-09')
    expect(day.isFinal).toBe(true)
    expect(
      day.items.map(({ kind, amount, balance }: Record<string, unknown>) => [kind, amount, balance]),
    ).toEqual([
      ['opening_balance', 0, 1],
      ['adjustment', 10, 11],
      ['adjustment', 100, 111],
      ['closing_balance', 0, 111],
    ])
    expect(day.items[2].localTime).toBe('2026-03-08 23:59:59')
    const { body: utc } = await statement(driver.token, '2026-03-08', '2026-03-09', '', '&timeZone=UTC')
    expect(utc.items.at(-1).balance).toBe(11)
  })

  test('a statement joins to the next, says the same again as CSV, and refuses what is no date, zone or period', async () => {
    const driver = await driverPaidAt([
      '2026-10-31T12:00:00Z',
      '2026-11-02T04:59:59Z',
      '2026-11-02T05:00:00Z',
    ])
    const october = (await statement(driver.token, '2026-10-01', '2026-11-01')).body.items
    const sunday = (await statement(driver.token, '2026-11-01', '2026-11-02')).body.items
    expect(sunday[0].balance).toBe(october.at(-1).balance)
    expect(sunday.at(-1).balance).toBe(11)
    const csv = await statement(driver.token, '2026-11-01', '2026-11-02', 'text/csv')
    expect(csv.headers.get('content-type')).toContain('text/csv')
    expect(csv.body.split('\r\n')[1]).toBe('opening_balance,2026-11-01 00:00:00,,,,,USD,0,1')
    for (const [from, to, zone] of [
      ['2026-02-30', '2026-03-02', ''],
      ['0000-01-01', '0000-01-02', ''],
      ['2026-03-02', '2026-03-02', ''],
      ['2026-01-01', '2026-06-01', ''],
      ['2026-03-01', '2026-03-02', '&timeZone=Mars/Olympus'],
    ] as const)
      expect((await statement(driver.token, from, to, 'application/json', zone)).status).toBe(422)
  })

  test('a period that is not over is not final', async () => {
    const today = books.clock.now().toISOString().slice(0, 10)
    const later = new Date(books.clock.now().getTime() + 2 * 86_400_000).toISOString().slice(0, 10)
    expect((await statement(books.drivers[0].token, today, later)).body.isFinal).toBe(false)
  })
})
