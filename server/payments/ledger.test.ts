import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Sql } from '../../db/connect.ts'
import { type Books, createBooks } from './testing/create-books.ts'

let books: Books
let sql: Sql
beforeAll(async () => {
  books = await createBooks()
  sql = books.deps.sql
  await books.complete(await books.delivered({ driver: books.drivers[0], priceMinor: 10_000 }))
})
afterAll(() => books.close())

const account = (kind: string) => sql`(select id from ledger_accounts where kind = ${kind} limit 1)`
/** An entry by hand, as it stands in one transaction, of postings to two accounts. */
const insert = (amounts: readonly number[], postingCount = amounts.length) =>
  sql.begin(async (tx) => {
    const [entry] = await tx`
      insert into ledger_entries (id, kind, currency, posting_count, posted_at)
      values (gen_random_uuid(), 'adjustment', 'INR', ${postingCount}, now()) returning id, posted_at`
    for (const [position, amount] of amounts.entries())
      await tx`insert into ledger_postings values (${entry?.id}, ${position},
        ${account(position === 0 ? 'driver_payable' : 'commission_revenue')}, 'INR', ${amount},
        (select posted_at from ledger_entries where id = ${entry?.id}))`
    return entry?.id as string
  })
const unbalanced = { code: '23514', constraint_name: 'ledger_entries_balanced' }

describe('the database itself refuses by hand', () => {
  test.each([
    ['one that sums to something', [5, -4], 2],
    ['one whose postings are fewer than it says', [5, -5], 3],
    ['one whose postings are more than it says', [5, -3, -2], 2],
    ['one without postings', [], 2],
  ])('an entry: %s', async (_, amounts, count) => {
    await expect(insert(amounts, count)).rejects.toMatchObject(unbalanced)
  })

  test('postings to an entry that is there already, balanced or not', async () => {
    const id = await insert([7, -7])
    for (const amounts of [[3], [3, -3]]) {
      const added = sql.begin(async (tx) => {
        for (const [at, amount] of amounts.entries())
          await tx`insert into ledger_postings values (${id}, ${2 + at}, ${account('driver_payable')}, 'INR', ${amount},
            (select posted_at from ledger_entries where id = ${id}))`
      })
      await expect(added).rejects.toMatchObject(unbalanced)
    }
  })

  test.each(['ledger_accounts', 'ledger_entries', 'ledger_postings', 'payment_operations'])(
    'a change or a removal of what is in %s',
    async (table) => {
      const column = table === 'ledger_postings' ? 'amount_minor' : 'currency'
      const attempts = [
        `update ${table} set ${column} = ${column}`,
        `delete from ${table}`,
        ...(table === 'payment_operations' ? [] : [`truncate ${table} cascade`]),
      ]
      for (const attempt of attempts)
        await expect(sql.unsafe(attempt).execute()).rejects.toMatchObject({ code: '23001' })
    },
  )

  test('a second fare of a booking, and a posting in another currency than its account', async () => {
    const again = sql`insert into ledger_entries (id, kind, currency, posting_count, booking_id, posted_at)
      select gen_random_uuid(), kind, currency, posting_count, booking_id, posted_at from ledger_entries where kind = 'fare'`
    await expect(again.execute()).rejects.toMatchObject({ constraint_name: 'ledger_entries_booking_key' })
    const foreign = sql.begin(async (tx) => {
      await tx`insert into ledger_entries (id, kind, currency, posting_count, posted_at)
        values ('00000000-0000-0000-0000-000000000001', 'adjustment', 'USD', 2, '2026-01-01')`
      await tx`insert into ledger_postings values
        ('00000000-0000-0000-0000-000000000001', 0, ${account('driver_payable')}, 'USD', 1, '2026-01-01')`
    })
    await expect(foreign).rejects.toMatchObject({ constraint_name: 'ledger_postings_account_fk' })
  })
})
