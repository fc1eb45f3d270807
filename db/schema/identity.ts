import { sql } from 'drizzle-orm'
import { check, index, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core'

export const users = pgTable(
  'users',
  {
    id: uuid().primaryKey(),
    role: text().$type<'customer' | 'driver' | 'operator' | 'admin'>().notNull(),
    name: text().notNull(),
    email: text().notNull(),
    phone: text().notNull(),
    passwordHash: text().notNull(),
    status: text().$type<'active' | 'suspended'>().notNull().default('active'),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    /** When the last invitation to set a password ends: it alone is good. */
    invitationEndsAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    // Sign-in ignores the case of the address, and so does uniqueness.
    uniqueIndex('users_email_key').on(sql`lower(${table.email})`),
    // Notices for operators and admins are looked up among all who have an account.
    index('users_by_role').on(table.role),
    check('users_role', sql`${table.role} in ('customer', 'driver', 'operator', 'admin')`),
    check('users_status', sql`${table.status} in ('active', 'suspended')`),
  ],
)

export const refreshTokens = pgTable(
  'refresh_tokens',
  {
    id: uuid().primaryKey(),
    familyId: uuid().notNull(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    tokenHash: text().notNull().unique(),
    issuedAt: timestamp({ withTimezone: true }).notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    usedAt: timestamp({ withTimezone: true }),
    revokedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    index('refresh_tokens_family').on(table.familyId),
    index('refresh_tokens_user').on(table.userId),
    index('refresh_tokens_expiry').on(table.expiresAt),
  ],
)
