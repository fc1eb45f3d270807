import { asc, eq, inArray, type SQL } from 'drizzle-orm'
import { bookingProofs, proofFiles } from '../../../db/schema/index.ts'
import type { Context } from '../../platform/context.ts'
import { readBooking } from '../read-booking.ts'
import { type ProofView, proofView } from './proof-view.ts'

/** The proofs of a booking that the actor may see, oldest first. @throws DomainError not_found. */
export async function listProofs(context: Context, bookingId: string): Promise<ProofView[]> {
  await readBooking(context, bookingId)
  return readProofs(context, eq(bookingProofs.bookingId, bookingId))
}

/** The proofs that `where` picks, with their files, oldest first; who may see them is for the caller to know. */
export async function readProofs({ db }: Context, where: SQL | undefined): Promise<ProofView[]> {
  const proofs = await db.select().from(bookingProofs).where(where).orderBy(asc(bookingProofs.id))
  const ids = proofs.map(({ id }) => id)
  const files = await db
    .select()
    .from(proofFiles)
    .where(inArray(proofFiles.proofId, ids))
    .orderBy(asc(proofFiles.kind))
  const filesOf = Map.groupBy(files, ({ proofId }) => proofId)
  return proofs.map((proof) => proofView(proof, filesOf.get(proof.id) ?? []))
}
