import { and, eq, sql } from 'drizzle-orm'
import { type PaymentMethod, paymentOperations } from '../../../db/schema/index.ts'
import { conflict, notFound } from '../../errors.ts'
import type { Context } from '../../platform/context.ts'
import { keyReused } from '../../platform/idempotency-key.ts'
import type { Operation, PartOf, PaymentProvider } from './port.ts'

type Row = typeof paymentOperations.$inferSelect
type New = Pick<Row, 'kind' | 'idempotencyKey' | 'bookingId' | 'parentId' | 'amountMinor' | 'currency'>

/** A provider that is nobody outside: what it is asked for is kept in the database. */
export function createLocalProvider(
  method: PaymentMethod,
  payment: PaymentProvider['payment'],
): PaymentProvider {
  const part = (kind: 'capture' | 'refund') => (tx: Context, request: PartOf) =>
    keepPart(tx, { method, kind, ...request })
  return {
    method,
    payment,
    authorise: (tx, { key, ...request }) =>
      keep(tx, method, { ...request, kind: 'authorisation', idempotencyKey: key, parentId: null }),
    capture: part('capture'),
    refund: part('refund'),
  }
}

async function keepPart(
  tx: Context,
  { method, kind, key, of, amountMinor }: PartOf & { method: PaymentMethod; kind: 'capture' | 'refund' },
): Promise<Operation> {
  const wholeKind = kind === 'capture' ? 'authorisation' : 'capture'
  const isWhole = and(
    eq(paymentOperations.id, of),
    eq(paymentOperations.method, method),
    eq(paymentOperations.kind, wholeKind),
  )
  // Held, so that parts of one whole come one after the other.
  const [whole] = await tx.db.select().from(paymentOperations).where(isWhole).for('no key update')
  if (!whole) throw notFound(wholeKind)
  const { bookingId, currency } = whole
  const wanted: New = { kind, idempotencyKey: key, bookingId, parentId: of, amountMinor, currency }
  const known = await readByKey(tx, method, key)
  if (known) return assertSame(known, wanted)
  const [parts] = await tx.db
    .select({ sum: sql<number>`coalesce(sum(${paymentOperations.amountMinor}), 0)::float8` })
    .from(paymentOperations)
    .where(eq(paymentOperations.parentId, of))
  const available = whole.amountMinor - (parts?.sum ?? 0)
  if (amountMinor > available)
    throw conflict('amount_too_high', `At most ${available} of the ${wholeKind} is left.`, { available })
  return keep(tx, method, wanted)
}

async function keep(tx: Context, method: PaymentMethod, wanted: New): Promise<Operation> {
  const row = { id: tx.newId(), method, ...wanted, createdAt: tx.clock.now() }
  const [kept] = await tx.db.insert(paymentOperations).values(row).onConflictDoNothing().returning()
  if (kept) return kept
  return assertSame((await readByKey(tx, method, wanted.idempotencyKey)) as Row, wanted)
}

async function readByKey(tx: Context, method: PaymentMethod, key: string): Promise<Row | undefined> {
  const isIt = and(eq(paymentOperations.method, method), eq(paymentOperations.idempotencyKey, key))
  const [row] = await tx.db.select().from(paymentOperations).where(isIt)
  return row
}

function assertSame(known: Row, wanted: New): Operation {
  const fields = ['kind', 'bookingId', 'parentId', 'amountMinor', 'currency'] as const
  if (fields.every((field) => known[field] === wanted[field])) return known
  throw keyReused()
}
