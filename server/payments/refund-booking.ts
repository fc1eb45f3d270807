import { and, eq, inArray, sql } from 'drizzle-orm'
import {
  BOOKING_KINDS,
  ledgerAccounts,
  ledgerEntries,
  ledgerPostings,
  paymentOperations,
} from '../../db/schema/index.ts'
import { lockBooking } from '../booking/lock-booking.ts'
import type { BookingRow } from '../booking/move-booking.ts'
import { conflict } from '../errors.ts'
import { actorId, type Context } from '../platform/context.ts'
import type { EntryView } from './entry-view.ts'
import { type ByHand, postByHand } from './post-by-hand.ts'
import type { Posting } from './post-entries.ts'
import { PROVIDERS } from './provider/providers.ts'

type Refund = ByHand & {
  bookingId: string
  reason: string
  /** All that is left, without one. */
  amountMinor?: number
  /** Whether the driver gives back their part of it. */
  isShared: boolean
}

/**
 * Gives a customer back what they were charged for a booking, or a part of it, as a credit on their account; never more
 * than that, however many refund at once. The platform bears it, or, shared, the driver in the proportion in which they
 * earned it, rounded down over all refunds of the booking. Amounts are in minor units.
 * @throws DomainError not_found, nothing_to_refund, amount_too_high, idempotency_key_reused.
 */
export function refundBooking(context: Context, refund: Refund): Promise<EntryView> {
  return postByHand(context, { kind: 'refund', ...refund }, async (tx) => {
    const booking = await lockBooking(tx, refund.bookingId)
    const { capture, refundedMinor } = await readCaptured(tx, booking.id)
    const leftMinor = capture ? capture.amountMinor - refundedMinor : 0
    if (!capture || leftMinor === 0) throw conflict('nothing_to_refund', 'Nothing that was charged is left.')
    const { amountMinor = leftMinor, isShared, reason, idempotencyKey } = refund
    const key = `${actorId(tx)} ${idempotencyKey}`
    await PROVIDERS[capture.method].refund(tx, { key, of: capture.id, amountMinor })
    const parts = isShared
      ? await shareOut(tx, booking, { chargedMinor: capture.amountMinor, refundedMinor, amountMinor })
      : [{ account: 'refund_expense', amountMinor } as const]
    const credit = {
      account: 'customer_receivable',
      ownerId: booking.customerId,
      amountMinor: -amountMinor,
    } as const
    const { id: bookingId, currency, market } = booking
    return { currency, bookingId, market, entry: { kind: 'refund', reason, postings: [credit, ...parts] } }
  })
}

async function readCaptured(tx: Context, bookingId: string) {
  const rows = await tx.db.select().from(paymentOperations).where(eq(paymentOperations.bookingId, bookingId))
  const refunds = rows.filter(({ kind }) => kind === 'refund')
  return {
    capture: rows.find(({ kind }) => kind === 'capture'),
    refundedMinor: refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
  }
}

type Sums = { chargedMinor: number; refundedMinor: number; amountMinor: number }

async function shareOut(tx: Context, booking: BookingRow, sums: Sums): Promise<Posting[]> {
  const driver = await readDriversPart(tx, booking.id)
  const partMinor = driver ? partOfRefund(driver.earnedMinor, sums) : 0
  const parts: Posting[] = []
  if (driver && partMinor > 0)
    parts.push({ account: 'driver_payable', ownerId: driver.id, amountMinor: partMinor })
  if (partMinor < sums.amountMinor)
    parts.push({ account: 'refund_expense', amountMinor: sums.amountMinor - partMinor })
  return parts
}

/**
 * The driver's part of one refund among several, in minor units: what their part of all is after it, less what it was
 * before, each rounded down, so that refunds of the whole give back just what was earned.
 */
export function partOfRefund(
  earnedMinor: number,
  { chargedMinor, refundedMinor, amountMinor }: Sums,
): number {
  const partOf = (minor: number) => (BigInt(minor) * BigInt(earnedMinor)) / BigInt(chargedMinor)
  return Number(partOf(refundedMinor + amountMinor) - partOf(refundedMinor))
}

/** What the driver has earned by a booking: its fees and fare, less the commission. */
async function readDriversPart(tx: Context, bookingId: string) {
  const [row] = await tx.db
    .select({
      id: ledgerAccounts.ownerId,
      earnedMinor: sql<number>`-sum(${ledgerPostings.amountMinor})::float8`,
    })
    .from(ledgerEntries)
    .innerJoin(ledgerPostings, eq(ledgerPostings.entryId, ledgerEntries.id))
    .innerJoin(ledgerAccounts, eq(ledgerAccounts.id, ledgerPostings.accountId))
    .where(
      and(
        eq(ledgerEntries.bookingId, bookingId),
        inArray(ledgerEntries.kind, [...BOOKING_KINDS]),
        eq(ledgerAccounts.kind, 'driver_payable'),
      ),
    )
    .groupBy(ledgerAccounts.ownerId)
  return row?.id ? { id: row.id, earnedMinor: row.earnedMinor } : null
}
