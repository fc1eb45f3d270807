import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { users } from './identity.ts'

/** The last number given in a company's year; counted in the invoice's own transaction, so that none is skipped. */
export const invoiceSeries = pgTable(
  'invoice_series',
  { company: text().notNull(), year: integer().notNull(), lastNumber: integer().notNull() },
  (table) => [
    primaryKey({ columns: [table.company, table.year] }),
    check('invoice_series_number', sql`${table.lastNumber} >= 1`),
  ],
)

export const invoices = pgTable(
  'invoices',
  {
    id: uuid().primaryKey(),
    company: text().notNull(),
    year: integer().notNull(),
    number: integer().notNull(),
    customerId: uuid()
      .notNull()
      .references(() => users.id),
    currency: text().notNull(),
    totalMinor: bigint({ mode: 'number' }).notNull(),
    state: text().$type<'open' | 'paid' | 'void'>().notNull(),
    issuedAt: timestamp({ withTimezone: true }).notNull(),
    dueAt: timestamp({ withTimezone: true }).notNull(),
    paidAt: timestamp({ withTimezone: true }),
    voidedAt: timestamp({ withTimezone: true }),
    /** Of the payment, or why it was voided. */
    note: text(),
  },
  (table) => [
    uniqueIndex('invoices_number_key').on(table.company, table.year, table.number),
    index('invoices_customer').on(table.customerId, table.id),
    check('invoices_state', sql`${table.state} in ('open', 'paid', 'void')`),
    check(
      'invoices_times',
      sql`(${table.state} = 'paid') = (${table.paidAt} is not null) and (${table.state} = 'void') = (${table.voidedAt} is not null)
        and ${table.dueAt} >= ${table.issuedAt}`,
    ),
    check('invoices_total', sql`${table.totalMinor} > 0 and ${table.number} >= 1`),
  ],
)
