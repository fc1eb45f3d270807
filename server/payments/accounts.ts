/*
 * The books are double entry: a debit is above zero, a credit below, and each entry sums to zero. What a customer owes is a
 * debit of `customer_receivable`; what the platform owes a driver a credit of `driver_payable`; the customers' cash that a
 * driver carries a debit of `driver_cash`, since it is the platform's until it is handed over or set off in a payout.
 */
import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { AccountKind } from '../../db/schema/index.ts'
import { DRIVER_ACCOUNTS, ledgerAccounts, ledgerPostings } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'

/** An account by what it is for; one without an owner is the platform's. */
export type AccountName = { account: AccountKind; ownerId?: string | undefined }

export const accountKey = ({ account, ownerId }: AccountName) => `${account} ${ownerId ?? ''}`

/** The ids of accounts in a currency by `accountKey`, made where they were not yet. */
export async function openAccounts(
  tx: Context,
  currency: string,
  names: readonly AccountName[],
): Promise<Map<string, string>> {
  // In one order, or two who open the same accounts would wait in a circle.
  const wanted = [...new Map(names.map((name) => [accountKey(name), name])).entries()].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )
  const known = await readAccounts(tx, currency, names)
  const missing = wanted.filter(([key]) => !known.has(key)).map(([, name]) => name)
  if (missing.length === 0) return known
  await tx.db
    .insert(ledgerAccounts)
    .values(
      missing.map(({ account, ownerId }) => ({
        id: tx.newId(),
        kind: account,
        ownerId: ownerId ?? null,
        currency,
      })),
    )
    .onConflictDoNothing()
  return readAccounts(tx, currency, names)
}

/** The same, which nobody else holds until the transaction ends. */
export async function holdAccounts(tx: Context, currency: string, names: readonly AccountName[]) {
  const ids = await openAccounts(tx, currency, names)
  await tx.db
    .select({ id: ledgerAccounts.id })
    .from(ledgerAccounts)
    .where(inArray(ledgerAccounts.id, [...ids.values()]))
    .orderBy(asc(ledgerAccounts.id))
    .for('no key update')
  return ids
}

async function readAccounts(tx: Context, currency: string, names: readonly AccountName[]) {
  const kinds = [...new Set(names.map(({ account }) => account))]
  const owners = [...new Set(names.flatMap(({ ownerId }) => ownerId ?? []))]
  const isOwned = owners.length > 0 ? inArray(ledgerAccounts.ownerId, owners) : sql`false`
  const rows = await tx.db
    .select()
    .from(ledgerAccounts)
    .where(
      and(
        inArray(ledgerAccounts.kind, kinds),
        eq(ledgerAccounts.currency, currency),
        sql`(${ledgerAccounts.ownerId} is null or ${isOwned})`,
      ),
    )
  return new Map(
    rows.map(({ id, kind, ownerId }) => [accountKey({ account: kind, ownerId: ownerId ?? undefined }), id]),
  )
}

/**
 * Keeps others from paying out to a driver or taking their cash until the transaction ends. Minor units: what the platform
 * owes them, before the cash of customers that they hold, and that cash.
 */
export async function holdDriverAccounts(tx: Context, driverId: string, currency: string) {
  const names = DRIVER_ACCOUNTS.map((account) => ({ account, ownerId: driverId }))
  const ids = await holdAccounts(tx, currency, names)
  const [payable, cash] = await Promise.all(
    names.map((name) => readBalance(tx, ids.get(accountKey(name)) as string)),
  )
  return { payableMinor: -(payable as number), cashMinor: cash as number }
}

/** The sum of an account's postings, in minor units: a debit above zero. */
async function readBalance(tx: Context, accountId: string): Promise<number> {
  const [row] = await tx.db
    .select({ sum: sql<number>`coalesce(sum(${ledgerPostings.amountMinor}), 0)::float8` })
    .from(ledgerPostings)
    .where(eq(ledgerPostings.accountId, accountId))
  return row?.sum ?? 0
}
