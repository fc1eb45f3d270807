import { readDriver } from '../admin/read-driver.ts'
import { invalid, notFound } from '../errors.ts'
import { readRole } from '../identity/read-role.ts'
import type { Context } from '../platform/context.ts'
import type { EntryView } from './entry-view.ts'
import { type ByHand, postByHand } from './post-by-hand.ts'

type Adjustment = ByHand & { amountMinor: number; currency: string; reason: string }

/** Credits a driver, or below zero debits them, in minor units. @throws DomainError not_found, amount_zero, idempotency_key_reused. */
export async function adjustDriver(
  context: Context,
  adjustment: Adjustment & { driverId: string },
): Promise<EntryView> {
  await readDriver(context, adjustment.driverId)
  return adjust(context, { ...adjustment, account: 'driver_payable', ownerId: adjustment.driverId })
}

/** Credits a customer, or below zero debits them, in minor units. @throws DomainError not_found, amount_zero, idempotency_key_reused. */
export async function adjustCustomer(
  context: Context,
  adjustment: Adjustment & { customerId: string },
): Promise<EntryView> {
  const { customerId } = adjustment
  if ((await readRole(context, customerId)) !== 'customer') throw notFound('customer')
  return adjust(context, { ...adjustment, account: 'customer_receivable', ownerId: customerId })
}

function adjust(
  context: Context,
  request: Adjustment & { account: 'driver_payable' | 'customer_receivable'; ownerId: string },
): Promise<EntryView> {
  const { account, ownerId, amountMinor, currency, reason } = request
  if (amountMinor === 0) throw invalid('amount_zero', 'amount', 'Must be above or below zero.')
  const postings = [
    { account: 'adjustment_expense', amountMinor } as const,
    { account, ownerId, amountMinor: -amountMinor },
  ]
  return postByHand(context, { kind: 'adjustment', ...request }, async () => ({
    ...{ currency, entry: { kind: 'adjustment', reason, postings } },
  }))
}
