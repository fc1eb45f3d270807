import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bookings } from './booking.ts'
import { users } from './identity.ts'
import { invoices } from './invoices.ts'

/** Whose an account is: a customer's, a driver's, or nobody's but the platform's. */
export const CUSTOMER_ACCOUNTS = ['customer_receivable'] as const
export const DRIVER_ACCOUNTS = ['driver_payable', 'driver_cash'] as const
export const PLATFORM_ACCOUNTS = [
  'commission_revenue',
  'fee_revenue',
  'tax_payable',
  'refund_expense',
  'adjustment_expense',
  'provider_clearing',
] as const
export const ACCOUNT_KINDS = [...CUSTOMER_ACCOUNTS, ...DRIVER_ACCOUNTS, ...PLATFORM_ACCOUNTS] as const
export type AccountKind = (typeof ACCOUNT_KINDS)[number]

/** What a booking causes by itself, each once. */
export const CHARGE_KINDS = ['fare', 'waiting_fee', 'cancellation_fee'] as const
export const BOOKING_KINDS = [...CHARGE_KINDS, 'commission', 'payment_cash', 'payment_card'] as const
export const ENTRY_KINDS = [
  ...BOOKING_KINDS,
  'payment_invoice',
  'refund',
  'adjustment',
  'payout',
  'cash_remittance',
  'reversal',
] as const
export type EntryKind = (typeof ENTRY_KINDS)[number]

const listOf = (words: readonly string[]) => sql.raw(words.map((word) => `'${word}'`).join(', '))

/** Append-only by a trigger, like the entries and postings. */
export const ledgerAccounts = pgTable(
  'ledger_accounts',
  {
    id: uuid().primaryKey(),
    kind: text().$type<AccountKind>().notNull(),
    ownerId: uuid().references(() => users.id),
    currency: text().notNull(),
  },
  (table) => [
    unique('ledger_accounts_key').on(table.kind, table.ownerId, table.currency).nullsNotDistinct(),
    // What the postings refer to, so that one is in the currency of its account.
    unique('ledger_accounts_currency_key').on(table.id, table.currency),
    index('ledger_accounts_owner').on(table.ownerId),
    check('ledger_accounts_kind', sql`${table.kind} in (${listOf(ACCOUNT_KINDS)})`),
    check(
      'ledger_accounts_owned',
      sql`(${table.kind} in (${listOf(PLATFORM_ACCOUNTS)})) = (${table.ownerId} is null)`,
    ),
    check('ledger_accounts_currency', sql`${table.currency} ~ '^[A-Z]{3}$'`),
  ],
)

/** One event of the books. Its postings are as many as it says and sum to zero: a deferred trigger sees to it. */
export const ledgerEntries = pgTable(
  'ledger_entries',
  {
    id: uuid().primaryKey(),
    kind: text().$type<EntryKind>().notNull(),
    currency: text().notNull(),
    postingCount: smallint().notNull(),
    bookingId: uuid().references(() => bookings.id),
    /** Of the booking; what the local time of its parties goes by. */
    market: text(),
    invoiceId: uuid().references(() => invoices.id),
    reversesId: uuid(),
    reason: text(),
    /** Who posted it by hand, under which key of theirs, and a hash of what they asked for. */
    actorId: uuid().references(() => users.id),
    idempotencyKey: text(),
    requestHash: text(),
    postedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    unique('ledger_entries_posted_key').on(table.id, table.currency, table.postedAt),
    uniqueIndex('ledger_entries_booking_key')
      .on(table.bookingId, table.kind)
      .where(sql`${table.kind} in (${listOf(BOOKING_KINDS)})`),
    uniqueIndex('ledger_entries_invoice_key')
      .on(table.invoiceId)
      .where(sql`${table.kind} = 'payment_invoice'`),
    uniqueIndex('ledger_entries_reverses_key').on(table.reversesId),
    uniqueIndex('ledger_entries_idempotency_key').on(table.actorId, table.idempotencyKey),
    foreignKey({
      columns: [table.reversesId],
      foreignColumns: [table.id],
      name: 'ledger_entries_reverses_fk',
    }),
    index('ledger_entries_booking').on(table.bookingId),
    index('ledger_entries_posted').on(table.postedAt, table.id),
    check('ledger_entries_kind', sql`${table.kind} in (${listOf(ENTRY_KINDS)})`),
    check('ledger_entries_postings', sql`${table.postingCount} >= 2`),
    check(
      'ledger_entries_booked',
      sql`${table.kind} not in (${listOf(BOOKING_KINDS)}) or ${table.bookingId} is not null`,
    ),
    check('ledger_entries_reversal', sql`(${table.kind} = 'reversal') = (${table.reversesId} is not null)`),
    check(
      'ledger_entries_by_hand',
      sql`(${table.actorId} is null) = (${table.idempotencyKey} is null) and (${table.actorId} is null) = (${table.requestHash} is null)`,
    ),
  ],
)

/** A debit above zero, a credit below. */
export const ledgerPostings = pgTable(
  'ledger_postings',
  {
    entryId: uuid().notNull(),
    position: smallint().notNull(),
    accountId: uuid().notNull(),
    currency: text().notNull(),
    amountMinor: bigint({ mode: 'number' }).notNull(),
    /** The entry's, so that the balance of an account at a time is one range of an index. */
    postedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.entryId, table.position] }),
    foreignKey({
      columns: [table.entryId, table.currency, table.postedAt],
      foreignColumns: [ledgerEntries.id, ledgerEntries.currency, ledgerEntries.postedAt],
      name: 'ledger_postings_entry_fk',
    }),
    foreignKey({
      columns: [table.accountId, table.currency],
      foreignColumns: [ledgerAccounts.id, ledgerAccounts.currency],
      name: 'ledger_postings_account_fk',
    }),
    index('ledger_postings_account').on(table.accountId, table.postedAt, table.entryId, table.amountMinor),
    // What a number of the API keeps to the unit.
    check('ledger_postings_amount', sql`${table.amountMinor} between -9007199254740991 and 9007199254740991`),
  ],
)
