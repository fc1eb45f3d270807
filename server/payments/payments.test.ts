import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createHaulApp, type HaulApp } from '../booking/testing/create-haul-app.ts'
import { findContradictions } from '../testing/find-contradictions.ts'

/* Over HTTP, from a quote to a statement. */

const DAY_MS = 86_400_000

let t: HaulApp
beforeAll(async () => {
  t = await createHaulApp()
})
afterAll(async () => {
  expect(await findContradictions(t.deps.sql)).toBeEmpty()
  await t.close()
})

const post = (path: string, as: string, body: object) =>
  t.request('POST', path, { as, body, headers: { 'idempotency-key': crypto.randomUUID() } })
const get = async (path: string, as: string) => (await t.request('GET', path, { as })).body
const toMoney = (amount: number) => ({ amount, currency: 'INR' })

async function book(paymentMethod?: 'cash' | 'invoice') {
  const places = { pickup: { address: '1 Mill Road' }, dropoff: { address: '2 Lake View' } }
  const terms = {
    quoteId: await t.quote(t.customer.token),
    ...places,
    ...(paymentMethod && { paymentMethod }),
  }
  const { body } = await post('/v1/bookings', t.customer.token, terms)
  return body as { id: string; price: { amount: number }; paymentMethod: string }
}
async function haul(paymentMethod?: 'cash' | 'invoice') {
  const booking = await book(paymentMethod)
  while ((await t.readRow(booking.id)).state !== 'completed') await t.advance(booking.id, t.drivers[0])
  return booking
}
const around = () => {
  const nowMs = t.clock.now().getTime()
  const [from, to] = [nowMs - DAY_MS, nowMs + 2 * DAY_MS].map((ms) => new Date(ms).toISOString())
  return `from=${from}&to=${to}`
}
const dates = () => around().replaceAll(/T[^&]*/g, '')

describe('a booking', () => {
  test('that is paid in cash makes the driver owe the commission, and its refund the customer a credit', async () => {
    const { id, price, paymentMethod } = await haul('cash')
    expect(paymentMethod).toBe('cash')
    const commission = Math.floor(price.amount / 5)
    expect(await get(`/v1/bookings/${id}/charges`, t.customer.token)).toMatchObject({
      ...{ paymentMethod: 'cash', charged: toMoney(price.amount), paid: toMoney(price.amount) },
      ...{ refunded: toMoney(0), lines: [{ kind: 'fare' }, { kind: 'payment_cash', amount: -price.amount }] },
    })
    const earned = await get(`/v1/driver/earnings?${around()}`, t.drivers[0].token)
    const money = { fares: price.amount, commission, cashCollected: price.amount, balance: -commission }
    expect(earned.currencies).toMatchObject([{ ...money, currency: 'INR', trips: 1 }])
    expect(await get(`/v1/drivers/${t.drivers[0].id}/earnings?${around()}`, t.operator)).toEqual(earned)

    const early = { currency: 'INR', reason: 'Early', amount: 1 }
    const payout = await post(`/v1/admin/drivers/${t.drivers[0].id}/payouts`, t.admin, early)
    expect(payout.body).toMatchObject({ code: 'amount_too_high', available: 0 })
    const refund = await post(`/v1/bookings/${id}/refunds`, t.operator, {
      reason: 'Late',
      amount: 1_000,
      isShared: true,
    })
    expect(refund.body).toMatchObject({
      ...{ kind: 'refund', bookingId: id, reason: 'Late' },
      postings: [
        { account: 'customer_receivable', ownerId: t.customer.id, amount: -1_000 },
        { account: 'driver_payable', ownerId: t.drivers[0].id },
        { account: 'refund_expense' },
      ],
    })
    expect(
      await post(`/v1/bookings/${id}/refunds`, t.operator, { reason: 'Late', amount: price.amount }),
    ).toMatchObject({
      ...{ status: 409, body: { code: 'amount_too_high', available: price.amount - 1_000 } },
    })
    const audit = await get(`/v1/admin/audit?subjectId=${refund.body.id}`, t.admin)
    expect(audit.items).toMatchObject([{ action: 'ledger.refund', after: { reason: 'Late' } }])
  })

  test('by invoice is owed until its invoice is paid; a driver is paid out what they are owed and no more', async () => {
    const { id, price, paymentMethod } = await haul()
    expect(paymentMethod).toBe('invoice')
    const terms = { customerId: t.customer.id, currency: 'INR', dueInDays: 7 }
    const { body: invoice } = await post('/v1/admin/invoices', t.admin, terms)
    expect(invoice).toMatchObject({ state: 'open', number: expect.stringMatching(/^HEXHAUL-\d{4}-000001$/) })
    // The refund of the cash haul is a credit on it.
    expect(invoice.total).toEqual(toMoney(price.amount - 1_000))
    const { lines } = await get(`/v1/invoices/${invoice.id}`, t.customer.token)
    expect(lines.map(({ kind, bookingId }: Record<string, string>) => [kind, bookingId === id])).toEqual([
      ['refund', false],
      ['fare', true],
    ])
    expect(await post('/v1/admin/invoices', t.admin, terms)).toMatchObject({
      body: { code: 'nothing_to_invoice' },
    })

    t.pass(8 * DAY_MS)
    expect((await get('/v1/invoices?overdue=true', t.customer.token)).items).toHaveLength(1)
    const paid = await post(`/v1/admin/invoices/${invoice.id}/pay`, t.admin, { reference: 'UTR 1' })
    expect(paid.body).toMatchObject({ state: 'paid', isOverdue: false, note: 'UTR 1' })
    const statement = await get(`/v1/customer/statement?${dates()}`, t.customer.token)
    expect(statement.items.at(-1)).toMatchObject({ kind: 'closing_balance', balance: 0 })

    const to = { currency: 'INR', reason: 'Week 9' }
    const path = `/v1/admin/drivers/${t.drivers[0].id}/payouts`
    const tooMuch = await post(path, t.admin, { ...to, amount: 1_000_000_000 })
    expect(tooMuch).toMatchObject({ status: 409, body: { code: 'amount_too_high' } })
    const payout = await post(path, t.admin, { ...to, amount: tooMuch.body.available })
    expect(payout.body.kind).toBe('payout')
    const balance = async () =>
      (await get(`/v1/driver/statement?${dates()}`, t.drivers[0].token)).items.at(-1).balance
    expect(await balance()).toBe(0)
    await post(`/v1/admin/ledger/entries/${payout.body.id}/reverse`, t.admin, { reason: 'Bounced' })
    expect(await balance()).toBe(tooMuch.body.available)
  })

  test('that the customer cancels late pays its fee to the driver who had set out, else to the platform', async () => {
    const fees: object[] = []
    for (const steps of [1, 2]) {
      const { id } = await book('cash')
      for (let step = 0; step < steps; step++) await t.advance(id, t.drivers[1])
      t.pass(DAY_MS / 100)
      expect((await t.cancel(id, t.customer.token)).status).toBe(200)
      const { items } = await get(`/v1/ledger/entries?bookingId=${id}`, t.operator)
      fees.push(items[0].postings[1])
      const { charged, paid } = await get(`/v1/bookings/${id}/charges`, t.customer.token)
      expect([charged.amount > 0, paid.amount]).toEqual([true, 0])
    }
    expect(fees).toMatchObject([
      { account: 'fee_revenue' },
      { account: 'driver_payable', ownerId: t.drivers[1].id },
    ])
  })

  test('goes by the commission that was in force when it was made, and no admin sets one for the past', async () => {
    const booked = await book()
    const { market } = await t.readRow(booked.id)
    const terms = { market, vehicleClass: 'van', sharePermille: 100, taxPermille: 180 }
    t.pass(1_000)
    const set = await post('/v1/admin/commissions', t.admin, terms)
    expect(set).toMatchObject({ status: 201, body: { version: 1, sharePermille: 100 } })
    while ((await t.readRow(booked.id)).state !== 'completed') await t.advance(booked.id, t.drivers[0])
    const later = await haul()
    const postings = async (id: string) =>
      (await get(`/v1/ledger/entries?bookingId=${id}&kind=commission`, t.operator)).items[0].postings
    const tenth = Math.floor(later.price.amount / 10)
    const tax = Math.round((tenth * 180) / 1_180)
    expect((await postings(booked.id))[0].amount).toBe(Math.floor(booked.price.amount / 5))
    expect(await postings(later.id)).toMatchObject([
      { amount: tenth },
      { account: 'commission_revenue', amount: tax - tenth },
      { account: 'tax_payable', amount: -tax },
    ])
    const startsAt = new Date(t.clock.now().getTime() - 1_000).toISOString()
    expect(await post('/v1/admin/commissions', t.admin, { ...terms, startsAt })).toMatchObject({
      ...{ status: 422, body: { code: 'starts_in_past' } },
    })
  })
})

test('a driver and a customer are credited and debited, cash is handed over, and the trial balance sums to zero', async () => {
  const to = { currency: 'INR', reason: 'A gesture' }
  const [driver, customer] = [t.drivers[1].id, t.customer.id]
  expect(
    (await post(`/v1/admin/drivers/${driver}/adjustments`, t.admin, { ...to, amount: 700 })).status,
  ).toBe(200)
  expect(
    (await post(`/v1/admin/customers/${customer}/adjustments`, t.admin, { ...to, amount: -300 })).status,
  ).toBe(200)
  for (const [kind, id] of [
    ['drivers', customer],
    ['customers', driver],
  ])
    expect((await post(`/v1/admin/${kind}/${id}/adjustments`, t.admin, { ...to, amount: 1 })).status).toBe(
      404,
    )
  expect((await post(`/v1/admin/drivers/${driver}/adjustments`, t.admin, { ...to, amount: 0 })).status).toBe(
    422,
  )
  const remittance = await post(`/v1/admin/drivers/${driver}/cash-remittances`, t.admin, { ...to, amount: 1 })
  expect(remittance).toMatchObject({ status: 409, body: { code: 'amount_too_high', available: 0 } })
  const { items } = await get('/v1/ledger/balances', t.operator)
  expect(items.reduce((sum: number, { amount }: { amount: number }) => sum + amount, 0)).toBe(0)
})

test('the books and invoices are tables too, and entries page without a gap or a double', async () => {
  const csv = async (path: string) =>
    (await t.request('GET', path, { as: t.operator, headers: { accept: 'text/csv' } })).body as string
  expect(await csv('/v1/ledger/entries')).toStartWith('entryId,kind,postedAt,account,ownerId,currency,amount')
  expect(await csv('/v1/invoices')).toContain('HEXHAUL-')
  const [row] = await t.deps.sql`select count(*)::int as count from ledger_entries`
  const first = await get('/v1/ledger/entries?limit=3', t.operator)
  const rest = await get(`/v1/ledger/entries?limit=200&cursor=${first.nextCursor}`, t.operator)
  const ids = [...first.items, ...rest.items].map(({ id }: { id: string }) => id)
  expect([ids.length, new Set(ids).size, rest.nextCursor]).toEqual([row?.count, row?.count, null])
})
