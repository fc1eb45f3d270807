/*
 * What a booking costs and whom it pays, once each, in the transaction of its last move. The customer owes fare and waiting
 * fee to the driver, through the platform, which takes its commission of the fare by the terms that were in force when the
 * booking was made. A cancellation fee is the driver's who had set out; before that, the platform's.
 */
import type { PaymentMethod } from '../../db/schema/index.ts'
import type { BookingRow } from '../booking/move-booking.ts'
import type { Context } from '../platform/context.ts'
import { commissionOf } from './commission.ts'
import { readShare } from './commission-terms.ts'
import { type NewEntry, type Posting, postEntries } from './post-entries.ts'
import { PROVIDERS } from './provider/providers.ts'

const SET_OUT_STATES: readonly string[] = ['en_route_to_pickup', 'arrived_at_pickup']

/** Charges a completed booking: fare, waiting fee, commission, and the cash if the driver has collected it. */
export async function chargeCompletion(tx: Context, booking: BookingRow): Promise<void> {
  const { customerId, priceMinor, waitingFeeMinor, paymentMethod } = booking
  const driverId = driverOf(booking)
  const owed = (kind: 'fare' | 'waiting_fee', amountMinor: number): NewEntry => ({
    kind,
    postings: [
      { account: 'customer_receivable', ownerId: customerId, amountMinor },
      { account: 'driver_payable', ownerId: driverId, amountMinor: -amountMinor },
    ],
  })
  const entries = [owed('fare', priceMinor)]
  if (waitingFeeMinor > 0) entries.push(owed('waiting_fee', waitingFeeMinor))
  const share = commissionOf(priceMinor, await readShare(tx, booking, booking.createdAt))
  if (share.commissionMinor > 0) entries.push(commissionEntry(driverId, share))
  entries.push(...(await collect(tx, booking, paymentMethod, priceMinor + waitingFeeMinor)))
  await postEntries(tx, commonOf(booking), entries)
}

/** Charges a cancelled booking its fee; `before` is the booking as it was. Nobody is there to take cash, so it is invoiced. */
export async function chargeCancellation(
  tx: Context,
  cancelled: BookingRow,
  before: BookingRow,
): Promise<void> {
  const feeMinor = cancelled.cancellationFeeMinor ?? 0
  if (feeMinor === 0) return
  const earned: Posting = SET_OUT_STATES.includes(before.state)
    ? { account: 'driver_payable', ownerId: driverOf(before), amountMinor: -feeMinor }
    : { account: 'fee_revenue', amountMinor: -feeMinor }
  const owed = {
    account: 'customer_receivable',
    ownerId: cancelled.customerId,
    amountMinor: feeMinor,
  } as const
  const payments = await collect(tx, cancelled, 'invoice', feeMinor)
  await postEntries(tx, commonOf(cancelled), [
    { kind: 'cancellation_fee', postings: [owed, earned] },
    ...payments,
  ])
}

function commissionEntry(driverId: string, share: ReturnType<typeof commissionOf>): NewEntry {
  const { commissionMinor, taxMinor } = share
  const postings: Posting[] = [
    { account: 'driver_payable', ownerId: driverId, amountMinor: commissionMinor },
    { account: 'commission_revenue', amountMinor: taxMinor - commissionMinor },
  ]
  if (taxMinor > 0) postings.push({ account: 'tax_payable', amountMinor: -taxMinor })
  return { kind: 'commission', postings }
}

/** Has the provider take the money; the entry of what was paid at once. */
async function collect(
  tx: Context,
  booking: BookingRow,
  method: PaymentMethod,
  amountMinor: number,
): Promise<NewEntry[]> {
  const { id: bookingId, currency, customerId } = booking
  const provider = PROVIDERS[method]
  const authorised = await provider.authorise(tx, {
    ...{ key: `${bookingId} authorise`, bookingId, amountMinor, currency },
  })
  await provider.capture(tx, { key: `${bookingId} capture`, of: authorised.id, amountMinor })
  if (!provider.payment || amountMinor === 0) return []
  const { kind, account, isDriversOwn } = provider.payment
  const ownerId = isDriversOwn ? driverOf(booking) : undefined
  const postings = [
    { account, ownerId, amountMinor },
    { account: 'customer_receivable', ownerId: customerId, amountMinor: -amountMinor } as const,
  ]
  return [{ kind, postings }]
}

const commonOf = ({ id, market, currency }: BookingRow) => ({ bookingId: id, market, currency })

function driverOf({ id, driverId }: BookingRow): string {
  if (!driverId) throw new Error(`booking ${id} is charged without a driver`)
  return driverId
}
