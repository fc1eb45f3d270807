import { asc, inArray, sql } from 'drizzle-orm'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import { drivers, users } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import { normaliseEmail } from './normalise-email.ts'
import { hashPassword } from './passwords.ts'
import { type Account, withoutSecrets } from './without-secrets.ts'

type NewAccount = { account: Account; vehicleClass: VehicleClass }

/** Rows of one statement. */
const ROWS_AT_ONCE = 500

/** The accounts with these addresses, by address, locked until the transaction ends. */
export async function holdAccounts(tx: Context, emails: readonly string[]): Promise<Map<string, Account>> {
  if (emails.length === 0) return new Map()
  const rows = await tx.db
    .select()
    .from(users)
    .where(inArray(sql`lower(${users.email})`, emails.map(normaliseEmail)))
    .orderBy(asc(users.id))
    .for('no key update')
  return new Map(rows.map((user) => [normaliseEmail(user.email), withoutSecrets(user)]))
}

/**
 * Makes accounts of drivers who wait for approval. They have a password that nobody knows: who is invited sets their own.
 * @throws what the database throws when an address was taken meanwhile (`users_email_key`).
 */
export async function makeDriverAccounts(tx: Context, made: readonly NewAccount[]): Promise<void> {
  if (made.length === 0) return
  const passwordHash = await hashPassword(crypto.randomUUID() + crypto.randomUUID())
  for (let from = 0; from < made.length; from += ROWS_AT_ONCE) {
    const some = made.slice(from, from + ROWS_AT_ONCE)
    await tx.db.insert(users).values(some.map(({ account }) => ({ ...account, passwordHash })))
    await tx.db.insert(drivers).values(
      some.map(({ account: { id: userId, createdAt }, vehicleClass }) => ({
        userId,
        vehicleClass,
        createdAt,
      })),
    )
  }
}

/** Writes names and telephone numbers of held accounts. */
export async function renameAccounts(tx: Context, changed: readonly Account[]): Promise<void> {
  for (let from = 0; from < changed.length; from += ROWS_AT_ONCE) {
    const rows = sql.join(
      changed
        .slice(from, from + ROWS_AT_ONCE)
        .map(({ id, name, phone }) => sql`(${id}::uuid, ${name}::text, ${phone}::text)`),
      sql`, `,
    )
    await tx.db.execute(sql`update users set name = changed.name, phone = changed.phone
      from (values ${rows}) as changed(id, name, phone) where users.id = changed.id`)
  }
}
