import { afterAll, expect, test } from 'bun:test'
import { adjustCustomer } from './adjust-balance.ts'
import { issueInvoice } from './issue-invoice.ts'
import { createBooks } from './testing/create-books.ts'

const CURRENCY = 'INR'
const books = await createBooks()
afterAll(() => books.close())

test('an invoice takes what a large customer owes, however many entries it is of', async () => {
  const { id: customerId } = await books.signUp('customer')
  const first = { idempotencyKey: books.newKey(), reason: 'a test', amountMinor: -4_000, currency: CURRENCY }
  await adjustCustomer(books.asAdmin, { ...first, customerId })
  const many = 22_000
  await books.deps.sql.begin(async (sql) => {
    await sql`
      with e as (
        insert into ledger_entries (id, kind, currency, posting_count, posted_at)
        select gen_random_uuid(), 'adjustment', ${CURRENCY}, 2, ${books.clock.now()} from generate_series(1, ${many})
        returning id, currency, posted_at)
      insert into ledger_postings (entry_id, position, account_id, currency, amount_minor, posted_at)
      select e.id, side.position, a.id, e.currency, side.amount, e.posted_at
      from e, (values (0, 'customer_receivable', 1), (1, 'adjustment_expense', -1)) as side (position, kind, amount)
        join ledger_accounts a on a.kind = side.kind and a.currency = ${CURRENCY}
          and coalesce(a.owner_id, ${customerId}) = ${customerId}`
  })
  const terms = { before: new Date(books.clock.now().getTime() + 1_000), dueInDays: 14, currency: CURRENCY }
  const { total } = await issueInvoice(books.asAdmin, { ...terms, customerId })
  expect(total.amount).toBe(4_000 + many)
})
