import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bookings } from './booking.ts'
import { type VehicleClass, vehicleClasses } from './fleet.ts'
import { users } from './identity.ts'
import { invoices } from './invoices.ts'
import { ledgerEntries } from './ledger.ts'
import type { PaymentMethod } from './payment-method.ts'

/** The platform's share of fares, in thousandths, by version; the latest `startsAt` that is not after a booking's making is its terms. */
export const commissionTerms = pgTable(
  'commission_terms',
  {
    id: uuid().primaryKey(),
    market: text().notNull(),
    vehicleClass: text()
      .$type<VehicleClass>()
      .notNull()
      .references(() => vehicleClasses.code),
    version: integer().notNull(),
    sharePermille: integer().notNull(),
    /** Of the commission without the tax, which the commission holds. */
    taxPermille: integer().notNull(),
    startsAt: timestamp({ withTimezone: true }).notNull(),
    createdBy: uuid()
      .notNull()
      .references(() => users.id),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    uniqueIndex('commission_terms_version_key').on(table.market, table.vehicleClass, table.version),
    check(
      'commission_terms_permille',
      sql`${table.sharePermille} between 0 and 1000 and ${table.taxPermille} between 0 and 1000`,
    ),
  ],
)

/** What a payment provider was asked to do; a capture is of an authorisation, a refund of a capture. */
export const paymentOperations = pgTable(
  'payment_operations',
  {
    id: uuid().primaryKey(),
    method: text().$type<PaymentMethod>().notNull(),
    kind: text().$type<'authorisation' | 'capture' | 'refund'>().notNull(),
    idempotencyKey: text().notNull(),
    bookingId: uuid()
      .notNull()
      .references(() => bookings.id),
    parentId: uuid(),
    amountMinor: bigint({ mode: 'number' }).notNull(),
    currency: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    uniqueIndex('payment_operations_idempotency_key').on(table.method, table.idempotencyKey),
    foreignKey({
      columns: [table.parentId],
      foreignColumns: [table.id],
      name: 'payment_operations_parent_fk',
    }),
    index('payment_operations_parent').on(table.parentId),
    index('payment_operations_booking').on(table.bookingId),
    check('payment_operations_kind', sql`${table.kind} in ('authorisation', 'capture', 'refund')`),
    check('payment_operations_parent', sql`(${table.kind} = 'authorisation') = (${table.parentId} is null)`),
    check('payment_operations_amount', sql`${table.amountMinor} >= 0`),
  ],
)

export const invoiceLines = pgTable(
  'invoice_lines',
  {
    invoiceId: uuid()
      .notNull()
      .references(() => invoices.id),
    entryId: uuid()
      .notNull()
      .references(() => ledgerEntries.id),
    amountMinor: bigint({ mode: 'number' }).notNull(),
    /** The invoice was voided: the entry may be on another one. */
    isVoid: boolean().notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.invoiceId, table.entryId] }),
    uniqueIndex('invoice_lines_entry_key').on(table.entryId).where(sql`not ${table.isVoid}`),
  ],
)
