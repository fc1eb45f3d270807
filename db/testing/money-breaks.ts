import { card, change, driver, entry, uuid } from './constraint-rows.ts'

/** What holds of money and reliability, the constraint that sees to it, and the statement that it must refuse; rows of the books that nobody can change are broken as they are made. */
export const MONEY_BREAKS: [string, string, string][] = [
  [
    'stars for a customer are 1 to 5',
    'bookings_customer_rating',
    change('bookings', 'customer_rating_stars = 0'),
  ],
  [
    'a booking is paid in a known way',
    'bookings_payment_method',
    change('bookings', `payment_method = 'barter'`),
  ],
  [
    'a day counts from zero',
    'driver_reliability_days_counts',
    change('driver_reliability_days', 'expired = -1'),
  ],
  [
    'a reputation is of stars',
    'customer_reputations_counts',
    change('customer_reputations', 'rating_sum = 6'),
  ],
  [
    'a commission is a share',
    'commission_terms_permille',
    `insert into commission_terms select '${card}', market, vehicle_class, 2, 1001, 0, now(), created_by, now() from commission_terms`,
  ],
  [
    'a version of a commission is one',
    'commission_terms_version_key',
    `insert into commission_terms select '${card}', market, vehicle_class, 1, 1, 0, now(), created_by, now() from commission_terms`,
  ],
  [
    'a provider is asked once per key',
    'payment_operations_idempotency_key',
    operation(`'authorisation', 'key'`),
  ],
  ['a provider is asked for what it knows', 'payment_operations_kind', operation(`'gift', 'new'`)],
  ['a capture is of an authorisation', 'payment_operations_parent', operation(`'capture', 'new'`)],
  ['a provider is asked for money', 'payment_operations_amount', operation(`'authorisation', 'new'`, -1)],
  ['an account is one', 'ledger_accounts_key', account(`'fee_revenue', null, 'INR'`)],
  ['an account has its currency', 'ledger_accounts_currency', account(`'fee_revenue', null, 'Rs'`)],
  ['an account is of a legal kind', 'ledger_accounts_kind', account(`'slush', '${driver}', 'INR'`)],
  ['a personal account is of somebody', 'ledger_accounts_owned', account(`'driver_cash', null, 'INR'`)],
  ['an entry is of a legal kind', 'ledger_entries_kind', entry(5, `'gift', null, null, null`)],
  ['an entry has two postings', 'ledger_entries_postings', lone('1')],
  ['a fare is of a booking', 'ledger_entries_booked', entry(5, `'fare', null, null, null`)],
  ['a booking has one fare', 'ledger_entries_booking_key', entry(5, `'fare', '${uuid('21')}', null, null`)],
  [
    'an invoice has one payment',
    'ledger_entries_invoice_key',
    entry(5, `'payment_invoice', null, '${uuid('63')}', null`),
  ],
  ['a reversal is of an entry', 'ledger_entries_reversal', entry(5, `'reversal', null, null, null`)],
  [
    'an entry is reversed once',
    'ledger_entries_reverses_key',
    entry(5, `'reversal', null, null, '${uuid('81')}'`),
  ],
  [
    'what a person posts is posted once',
    'ledger_entries_idempotency_key',
    entry(5, `'adjustment', null, null, null`, `'${uuid('b1')}', 'key', 'hash'`),
  ],
  [
    'what a person posts has a key',
    'ledger_entries_by_hand',
    entry(5, `'adjustment', null, null, null`, `'${uuid('b1')}', null, 'hash'`),
  ],
  ['an amount is exact', 'ledger_postings_amount', posting(`'INR', 9007199254740992, '2026-01-01'`)],
  ['a posting is in its currency', 'ledger_postings_entry_fk', posting(`'EUR', 1, '2026-01-01'`)],
  ['a posting is of its time', 'ledger_postings_entry_fk', posting(`'INR', 1, '2026-01-02'`)],
  ['a series begins at 1', 'invoice_series_number', change('invoice_series', 'last_number = 0')],
  ['an invoice has a number of its own', 'invoices_number_key', invoice(1, 1)],
  ['an invoice asks for money', 'invoices_total', invoice(2, 0)],
  ['an invoice is in a legal state', 'invoices_state', change('invoices', `state = 'lost'`)],
  ['a paid invoice says when', 'invoices_times', change('invoices', `state = 'paid'`)],
  [
    'an entry is on one invoice',
    'invoice_lines_entry_key',
    `${invoice(2, 1)}; insert into invoice_lines values ('${card}', '${uuid('81')}', 1)`,
  ],
  // At the commit, which is the statement's own here.
  ['an entry is balanced', 'ledger_entries_balanced', lone('2')],
]

function operation(kindAndKey: string, amount = 1): string {
  return `insert into payment_operations values ('${card}', 'cash', ${kindAndKey}, '${uuid('21')}', null, ${amount}, 'INR', now())`
}
function account(of: string): string {
  return `insert into ledger_accounts values ('${card}', ${of})`
}
function lone(count: string): string {
  return `insert into ledger_entries (id, kind, currency, posting_count, posted_at) values ('${card}', 'adjustment', 'INR', ${count}, now())`
}
function posting(of: string): string {
  return `insert into ledger_postings values ('${uuid('81')}', 2, '${uuid('71')}', ${of})`
}
function invoice(number: number, total: number): string {
  return `insert into invoices (id, company, year, number, customer_id, currency, total_minor, state, issued_at, due_at)
    values ('${card}', 'HX', 2026, ${number}, '${uuid('a1')}', 'INR', ${total}, 'open', now(), now())`
}
