import { and, eq } from 'drizzle-orm'
import { ledgerEntries } from '../../db/schema/index.ts'
import { recordAudit } from '../admin/record-audit.ts'
import { actorId, type Context, inTransaction } from '../platform/context.ts'
import { holdName } from '../platform/hold-name.ts'
import { hashRequest, keyReused } from '../platform/idempotency-key.ts'
import type { EntryView } from './entry-view.ts'
import { type NewEntry, postEntries } from './post-entries.ts'
import { readEntry } from './read-entries.ts'

/** What somebody asks for, under a key of theirs. */
export type ByHand = { idempotencyKey: string }
type Posted = { currency: string; bookingId?: string | null; market?: string | null; entry: NewEntry }

/**
 * Posts what a person asked for once per key of theirs, for ever: `work` decides it within the transaction, and the audit
 * log tells of it. @throws DomainError idempotency_key_reused, and what `work` throws.
 */
export async function postByHand(
  context: Context,
  { idempotencyKey, ...request }: ByHand & Record<string, unknown>,
  work: (tx: Context) => Promise<Posted>,
): Promise<EntryView> {
  const by = actorId(context)
  const requestHash = hashRequest(request)
  return inTransaction(context, async (tx) => {
    await holdName(tx, `ledger ${by}:${idempotencyKey}`)
    const [known] = await tx.db
      .select()
      .from(ledgerEntries)
      .where(and(eq(ledgerEntries.actorId, by), eq(ledgerEntries.idempotencyKey, idempotencyKey)))
    if (known && known.requestHash !== requestHash) throw keyReused()
    if (known) return readEntry(tx, known.id)
    const { entry, ...common } = await work(tx)
    const byHand = { actorId: by, idempotencyKey, requestHash }
    const [posted] = await postEntries(tx, common, [{ ...entry, byHand }])
    const after = await readEntry(tx, posted?.id as string)
    const subject = { subjectType: 'ledger_entry', subjectId: after.id }
    await recordAudit(tx, { action: `ledger.${entry.kind}`, ...subject, after })
    return after
  })
}
