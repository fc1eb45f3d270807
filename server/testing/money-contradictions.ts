import type { Sql } from '../../db/connect.ts'

/** The part of what must never be found that is about money: the books against bookings, operations and invoices. */
export const moneyContradictions = (sql: Sql) => sql`
  select 'a completed booking has one fare in the books, of its price, and no other has one' as rule, b.id::text as id
    from bookings b left join ledger_entries e on e.booking_id = b.id and e.kind = 'fare'
    left join ledger_postings p on p.entry_id = e.id and p.amount_minor >= 0
    where (b.state = 'completed') <> (e.id is not null) or p.amount_minor <> b.price_minor
    group by b.id
  union all
  select 'a booking is charged what it says for waiting and for a cancellation', b.id::text
    from bookings b
    where coalesce(b.cancellation_fee_minor, 0) + case b.state when 'completed' then b.waiting_fee_minor else 0 end <> (
      select coalesce(sum(p.amount_minor), 0) from ledger_entries e join ledger_postings p on p.entry_id = e.id
      where e.booking_id = b.id and e.kind in ('waiting_fee', 'cancellation_fee') and p.amount_minor > 0)
  union all
  select 'the postings of an entry are as many as it says and sum to zero', e.id::text
    from ledger_entries e left join ledger_postings p on p.entry_id = e.id group by e.id
    having count(p.entry_id) <> e.posting_count or coalesce(sum(p.amount_minor), 1) <> 0
  union all
  select 'the provider has captured what a booking was charged, and refunded what the books say', b.booking_id::text
    from (select booking_id,
        sum(amount_minor) filter (where kind = 'capture') as captured,
        coalesce(sum(amount_minor) filter (where kind = 'refund'), 0) as refunded
      from payment_operations group by booking_id) b
    cross join lateral (select
        sum(p.amount_minor) filter (where e.kind in ('fare', 'waiting_fee', 'cancellation_fee')) as charged,
        -coalesce(sum(p.amount_minor) filter (where e.kind = 'refund'), 0) as given
      from ledger_entries e join ledger_postings p on p.entry_id = e.id join ledger_accounts a on a.id = p.account_id
      where e.booking_id = b.booking_id and a.kind = 'customer_receivable') l
    where b.captured is distinct from l.charged or b.refunded <> l.given or b.refunded > b.captured
  union all
  select 'a paid invoice has one payment of its total, and no other has one', i.id::text
    from invoices i left join ledger_entries e on e.invoice_id = i.id and e.kind = 'payment_invoice'
    left join ledger_postings p on p.entry_id = e.id and p.amount_minor > 0
    where (i.state = 'paid') <> (e.id is not null) or p.amount_minor <> i.total_minor
  union all
  select 'the total of an invoice is that of its lines', i.id::text
    from invoices i left join invoice_lines l on l.invoice_id = i.id group by i.id
    having coalesce(sum(l.amount_minor), 0) <> i.total_minor
  union all
  select 'the invoices of a company and year are numbered without a gap', s.company || ' ' || s.year
    from invoice_series s where s.last_number <> (
      select count(*) from invoices i where i.company = s.company and i.year = s.year and i.number <= s.last_number)
  union all
  select 'a driver never holds less than no cash', a.owner_id::text
    from ledger_accounts a join ledger_postings p on p.account_id = a.id
    where a.kind = 'driver_cash' group by a.id having sum(p.amount_minor) < 0`
