import { and, eq } from 'drizzle-orm'
import { bookingProofs, type FileKind, proofFiles } from '../../../db/schema/index.ts'
import { notFound } from '../../errors.ts'
import { storageUnavailable } from '../../platform/blob-store/port.ts'
import type { Context } from '../../platform/context.ts'
import { readBooking } from '../read-booking.ts'

/** A file of a proof, for whoever may see the booking. @throws DomainError not_found, storage_unavailable. */
export async function readProofFile(
  context: Context,
  { bookingId, proofId, kind }: { bookingId: string; proofId: string; kind: FileKind },
) {
  await readBooking(context, bookingId)
  const [found] = await context.db
    .select({ id: proofFiles.id, contentType: proofFiles.contentType })
    .from(proofFiles)
    .innerJoin(bookingProofs, eq(bookingProofs.id, proofFiles.proofId))
    .where(
      and(eq(bookingProofs.bookingId, bookingId), eq(bookingProofs.id, proofId), eq(proofFiles.kind, kind)),
    )
  if (!found) throw notFound('file')
  const bytes = await context.blobStore.get(found.id)
  if (bytes) return { bytes, contentType: found.contentType }
  context.log.error({ bookingId, proofId, kind }, 'a file of a proof is not in the store')
  throw storageUnavailable()
}
