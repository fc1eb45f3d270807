import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { adjustCustomer, adjustDriver } from './adjust-balance.ts'
import { payInvoice, voidInvoice } from './close-invoice.ts'
import { issueInvoice, runInvoices } from './issue-invoice.ts'
import { refundBooking } from './refund-booking.ts'
import { reverseEntry } from './reverse-entry.ts'
import { payOut, remitCash } from './settle-driver.ts'
import { type Books, codeOf, createBooks } from './testing/create-books.ts'

const ROUNDS = 8
const CURRENCY = 'INR'

let books: Books
beforeAll(async () => {
  books = await createBooks()
})
afterAll(() => books.close())

const by = () => ({ idempotencyKey: books.newKey(), reason: 'a race' })
const haul = async (priceMinor: number, paymentMethod: 'cash' | 'invoice' = 'invoice') => {
  const id = await books.delivered({ driver: books.drivers[0], priceMinor, paymentMethod })
  await books.complete(id)
  return id
}
const times = <T>(count: number, work: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, n) => work(n)))
const soon = () => new Date(books.clock.now().getTime() + 1)
const counted = (codes: readonly (string | null)[], code: string | null) =>
  codes.filter((each) => each === code).length
const transfer = () => ({ ...by(), driverId: books.drivers[0].id, currency: CURRENCY })

describe('at the same time', () => {
  test('the driver and two dispatchers end a haul: it has one fare, and one of them is told that it worked', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const id = await books.delivered({
        driver: books.drivers[0],
        priceMinor: 12_345,
        paymentMethod: 'cash',
      })
      const actors = [
        { role: 'driver', id: books.drivers[0].id },
        { role: 'system' },
        { role: 'system' },
      ] as const
      const codes = await Promise.all(actors.map((actor) => codeOf(books.complete(id, actor))))
      expect(counted(codes, null)).toBe(1)
      expect(counted(codes, 'version_mismatch')).toBe(2)
      const rows = await books.deps.sql`
        select kind, count(*)::int as count from ledger_entries where booking_id = ${id} group by 1 order by 1`
      expect([...rows]).toEqual([
        { kind: 'commission', count: 1 },
        { kind: 'fare', count: 1 },
        { kind: 'payment_cash', count: 1 },
      ])
    }
  })

  test('ten refund more than half of a booking each: one does', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const bookingId = await haul(10_000)
      const codes = await times(10, () =>
        codeOf(
          refundBooking(books.asAdmin, { ...by(), bookingId, amountMinor: 6_000, isShared: round % 2 === 0 }),
        ),
      )
      expect(counted(codes, null)).toBe(1)
      expect(counted(codes, 'amount_too_high')).toBe(9)
    }
  })

  test('ten send one refund with one key: it is posted once, and all are told of it', async () => {
    const bookingId = await haul(10_000)
    const refund = { ...by(), bookingId, amountMinor: 1_000, isShared: false }
    const entries = await times(10, () => refundBooking(books.asAdmin, refund))
    expect(new Set(entries.map(({ id }) => id)).size).toBe(1)
    expect(await codeOf(refundBooking(books.asAdmin, { ...refund, amountMinor: 2_000 }))).toBe(
      'idempotency_key_reused',
    )
  })

  test('payouts of all that a driver is owed: one is made', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const owed = -(await books.balanceOf(books.drivers[0].id))
      await adjustDriver(books.asAdmin, { ...transfer(), amountMinor: 5_000 - owed })
      const codes = await times(6, () => codeOf(payOut(books.asAdmin, { ...transfer(), amountMinor: 5_000 })))
      expect(counted(codes, null)).toBe(1)
      expect(counted(codes, 'amount_too_high')).toBe(5)
      expect((await books.balanceOf(books.drivers[0].id)) || 0).toBe(0)
    }
  })

  test('a payout and a shared refund: both hold, and what the driver has too much they owe', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const bookingId = await haul(10_000)
      const owed = -(await books.balanceOf(books.drivers[0].id))
      const refund = { ...by(), bookingId, isShared: true }
      const [paid, refunded] = await Promise.all([
        codeOf(payOut(books.asAdmin, { ...transfer(), amountMinor: owed })),
        codeOf(refundBooking(books.asAdmin, refund)),
      ])
      expect(refunded).toBeNull()
      expect(await books.balanceOf(books.drivers[0].id)).toBe(paid === null ? 8_000 : 8_000 - owed)
      await adjustDriver(books.asAdmin, { ...transfer(), amountMinor: 8_000 })
    }
  })

  test('remittances of all the cash that a driver holds, and a payout that sets it off: it is gone once', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      await haul(10_000, 'cash')
      await adjustDriver(books.asAdmin, { ...transfer(), amountMinor: 50_000 })
      const [row] = await books.deps.sql`select sum(amount_minor)::int as cash from ledger_postings p
        join ledger_accounts a on a.id = p.account_id where a.kind = 'driver_cash'`
      const amountMinor = row?.cash as number
      const codes = await Promise.all([
        codeOf(remitCash(books.asAdmin, { ...transfer(), amountMinor })),
        codeOf(remitCash(books.asAdmin, { ...transfer(), amountMinor })),
        codeOf(payOut(books.asAdmin, { ...transfer(), amountMinor: 1_000 })),
      ])
      expect(counted(codes.slice(0, 2), null)).toBeLessThanOrEqual(1)
      expect([...(await books.contradictions())]).toEqual([])
    }
  })

  test('an entry is taken back by many: once', async () => {
    const { id } = await adjustDriver(books.asAdmin, { ...transfer(), amountMinor: 500 })
    const codes = await times(8, () => codeOf(reverseEntry(books.asAdmin, { ...by(), entryId: id })))
    expect(counted(codes, null)).toBe(1)
    expect(counted(codes, 'already_reversed')).toBe(7)
  })
})

describe('invoices that are made at the same time', () => {
  const customers = () => times(12, () => books.signUp('customer'))
  const owe = (customerId: string) =>
    adjustCustomer(books.asAdmin, { ...by(), customerId, amountMinor: -4_000, currency: CURRENCY })

  test('have numbers without a gap or a double, also when some fail, and bill nothing twice', async () => {
    const billed = await customers()
    await Promise.all(billed.map(({ id }) => owe(id)))
    const terms = { before: soon(), dueInDays: 14, currency: CURRENCY }
    const codes = await Promise.all(
      billed.flatMap(({ id: customerId }) =>
        [1, 2].map(() => codeOf(issueInvoice(books.asAdmin, { ...terms, customerId }))),
      ),
    )
    expect(counted(codes, null)).toBe(12)
    expect(counted(codes, 'nothing_to_invoice')).toBe(12)
    const numbers = await books.deps.sql`select number from invoices order by number`
    expect(numbers.map(({ number }) => number)).toEqual(numbers.map((_, at) => at + 1))
  })

  test('by two runs bill each customer once', async () => {
    const billed = await customers()
    await Promise.all(billed.map(({ id }) => owe(id)))
    const terms = { before: soon(), dueInDays: 0 }
    const runs = await times(2, () => runInvoices(books.asAdmin, terms))
    const issued = runs.flat().map(({ customerId }) => customerId)
    expect(issued.filter((id) => billed.some((each) => each.id === id)).sort()).toEqual(
      billed.map(({ id }) => id).sort(),
    )
  })

  test('paid and voided, each ends one way, and what a void one billed can be billed again', async () => {
    const open = await books.deps.sql`select id from invoices where state = 'open'`
    for (const { id } of open) {
      const end = { id: id as string, note: 'a race' }
      const codes = await Promise.all([
        codeOf(payInvoice(books.asAdmin, end)),
        codeOf(voidInvoice(books.asAdmin, end)),
        codeOf(payInvoice(books.asAdmin, end)),
      ])
      expect(counted(codes, null)).toBe(1)
      expect(counted(codes, 'invoice_not_open')).toBe(2)
    }
    const [voided] = await books.deps.sql`
      select customer_id as "customerId", total_minor::float8 as total from invoices where state = 'void' limit 1`
    if (voided) {
      const terms = { before: soon(), dueInDays: 14, currency: CURRENCY }
      const again = await issueInvoice(books.asAdmin, { ...terms, customerId: voided.customerId })
      expect(again.total.amount).toBe(voided.total)
    }
    expect([...(await books.contradictions())]).toEqual([])
  })
})
