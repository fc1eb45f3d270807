import { isUniqueViolation } from '../../db/connect.ts'
import type { EntryKind } from '../../db/schema/index.ts'
import { conflict } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import type { EntryView } from './entry-view.ts'
import { type ByHand, postByHand } from './post-by-hand.ts'
import { readEntry } from './read-entries.ts'

/** What a booking caused is corrected by refunds and adjustments; what a provider has done stays done. */
const REVERSIBLE_KINDS: readonly EntryKind[] = ['adjustment', 'payout', 'cash_remittance']

/**
 * Takes back what was posted by hand in error, by an entry of its postings with the other sign; nothing is ever changed.
 * @throws DomainError not_found, not_reversible, already_reversed, idempotency_key_reused.
 */
export async function reverseEntry(
  context: Context,
  request: ByHand & { entryId: string; reason: string },
): Promise<EntryView> {
  const { entryId, reason } = request
  try {
    return await postByHand(context, { kind: 'reversal', ...request }, async (tx) => {
      const { kind, currency, postings } = await readEntry(tx, entryId)
      if (!REVERSIBLE_KINDS.includes(kind))
        throw conflict(
          'not_reversible',
          `Only ${REVERSIBLE_KINDS.join(', ')} can be taken back, not ${kind}.`,
        )
      const undone = postings.map(({ account, ownerId, amount }) => ({
        ...{ account, ownerId: ownerId ?? undefined, amountMinor: -amount },
      }))
      return { currency, entry: { kind: 'reversal', reversesId: entryId, reason, postings: undone } }
    })
  } catch (error) {
    if (!isUniqueViolation(error, 'ledger_entries_reverses_key')) throw error
    throw conflict('already_reversed', 'The entry has been taken back already.')
  }
}
