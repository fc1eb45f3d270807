import { readDriver } from '../admin/read-driver.ts'
import { conflict } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import { holdDriverAccounts } from './accounts.ts'
import type { EntryView } from './entry-view.ts'
import { type ByHand, postByHand } from './post-by-hand.ts'
import type { Posting } from './post-entries.ts'

type Transfer = ByHand & { driverId: string; amountMinor: number; currency: string; reason: string }

/**
 * Records that a driver was paid, in minor units: never more than they are owed less the cash that they hold, which is set
 * off with it. @throws DomainError not_found, amount_too_high (with what is available), idempotency_key_reused.
 */
export async function payOut(context: Context, payout: Transfer): Promise<EntryView> {
  const { driverId, amountMinor, currency, reason } = payout
  await readDriver(context, driverId)
  return postByHand(context, { kind: 'payout', ...payout }, async (tx) => {
    const { payableMinor, cashMinor } = await holdDriverAccounts(tx, driverId, currency)
    assertWithin(amountMinor, payableMinor - cashMinor)
    const postings: Posting[] = [
      { account: 'driver_payable', ownerId: driverId, amountMinor: amountMinor + cashMinor },
      { account: 'provider_clearing', amountMinor: -amountMinor },
    ]
    if (cashMinor !== 0) postings.push({ account: 'driver_cash', ownerId: driverId, amountMinor: -cashMinor })
    return { currency, entry: { kind: 'payout', reason, postings } }
  })
}

/**
 * Records that a driver has handed over cash of customers, in minor units: at most what they hold.
 * @throws DomainError not_found, amount_too_high (with what is available), idempotency_key_reused.
 */
export async function remitCash(context: Context, remittance: Transfer): Promise<EntryView> {
  const { driverId, amountMinor, currency, reason } = remittance
  await readDriver(context, driverId)
  return postByHand(context, { kind: 'cash_remittance', ...remittance }, async (tx) => {
    const { cashMinor } = await holdDriverAccounts(tx, driverId, currency)
    assertWithin(amountMinor, cashMinor)
    const postings: Posting[] = [
      { account: 'provider_clearing', amountMinor },
      { account: 'driver_cash', ownerId: driverId, amountMinor: -amountMinor },
    ]
    return { currency, entry: { kind: 'cash_remittance', reason, postings } }
  })
}

function assertWithin(amountMinor: number, availableMinor: number): void {
  const available = Math.max(0, availableMinor)
  if (amountMinor > available)
    throw conflict('amount_too_high', `At most ${available} is there.`, { available })
}
