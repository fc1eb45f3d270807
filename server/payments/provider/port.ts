import type { AccountKind, EntryKind, PaymentMethod } from '../../../db/schema/index.ts'
import type { Context } from '../../platform/context.ts'

/** `key` makes a request one however often it is sent; amounts are in minor units. */
type Authorise = { key: string; bookingId: string; amountMinor: number; currency: string }
/** A part of an authorisation, or of a capture. */
export type PartOf = { key: string; of: string; amountMinor: number }
export type Operation = { id: string; amountMinor: number }

/**
 * Who gets customers' money for the platform. A request that is sent again with its key has one effect and the same
 * answer. No more is captured than was authorised, and no more refunded than captured, whoever asks at once. Each runs in the
 * caller's transaction.
 */
export type PaymentProvider = {
  readonly method: PaymentMethod
  /** What a capture is in the books: the kind of its entry and where the money is; null while it is only owed. */
  readonly payment: { kind: EntryKind; account: AccountKind; isDriversOwn: boolean } | null
  /** Makes sure of an amount for a booking. @throws DomainError idempotency_key_reused. */
  authorise(tx: Context, request: Authorise): Promise<Operation>
  /** Takes of what was authorised. @throws DomainError idempotency_key_reused, amount_too_high, not_found. */
  capture(tx: Context, request: PartOf): Promise<Operation>
  /** Gives back of what was captured. @throws DomainError idempotency_key_reused, amount_too_high, not_found. */
  refund(tx: Context, request: PartOf): Promise<Operation>
}
