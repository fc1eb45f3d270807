import { BulkheadRejectedError, bulkhead } from 'cockatiel'
import { and, eq } from 'drizzle-orm'
import { isUniqueViolation } from '../../../db/connect.ts'
import { bookingProofs, FILE_KINDS, proofFiles } from '../../../db/schema/index.ts'
import { conflict, invalid } from '../../errors.ts'
import { storageUnavailable } from '../../platform/blob-store/port.ts'
import { canonicalJson } from '../../platform/canonical-json.ts'
import { actorId, type Context, inTransaction } from '../../platform/context.ts'
import { sha256 } from '../../platform/sha256.ts'
import { recordPlace } from '../../tracking/record-positions.ts'
import { lockBooking } from '../lock-booking.ts'
import { noteEvent } from '../note-event.ts'
import { readBooking } from '../read-booking.ts'
import { isActive } from '../states.ts'
import { checkPlace } from './check-place.ts'
import { measurePlace, reportedFrom } from './measure-place.ts'
import type { ProofForm } from './proof-form.ts'
import { readImage } from './read-image.ts'
import { readProofs } from './read-proofs.ts'
import { attachImages, type StoredImage, storeImages } from './store-images.ts'

const PROOFS_MAX = 64
/** A decoded photo takes up to 160 MB. */
const decoding = bulkhead(1, 64)

/**
 * The booking's driver keeps proof of a handing over: who received, a photo, a signature. The form is read only once it is
 * known that the booking is theirs and under way. What is sent again is answered as it was. The files are stored first and
 * attached in one transaction with everything else: a proof is seen whole or not at all.
 * @throws DomainError not_found, proof_not_due, proofs_full, validation_failed, image_unreadable, image_too_large,
 * storage_unavailable, and what `readForm` throws.
 */
export async function keepProof(
  context: Context,
  { bookingId, readForm }: { bookingId: string; readForm: () => Promise<ProofForm> },
) {
  const before = await readBooking(context, bookingId)
  if (!isActive(before.state))
    throw conflict('proof_not_due', `A booking that is ${before.state} has nothing to prove.`)
  const form = await readForm()
  const { lat, lng, recordedAt } = form.fields
  checkForm(form)
  await checkPlace(context, before, form.fields)
  if (lat !== undefined) recordPlace(context, { lat, lng, ...(recordedAt && { recordedAt }) })
  const digest = digestOf(form)
  const known = await findKnown(context, { bookingId, digest })
  if (known) return known
  const files = await storeImages(context, await readImages(form))
  try {
    return await inTransaction(context, (tx) => insertProof(tx, { bookingId, form, files, digest }))
  } catch (error) {
    const same = isUniqueViolation(error, 'booking_proofs_digest_key')
    const kept = same ? await findKnown(context, { bookingId, digest }) : null
    if (kept) return kept
    throw error
  }
}

function checkForm({ fields, files }: ProofForm): void {
  const { recipientName, lat, lng } = fields
  if ((lat === undefined) !== (lng === undefined))
    throw invalid('validation_failed', lat === undefined ? 'lat' : 'lng', 'Expected both or none')
  if (!recipientName && !files.photo && !files.signature)
    throw invalid('validation_failed', 'photo', 'Expected a photo, a signature or the name of who received')
  if (files.signature && !recipientName)
    throw invalid('validation_failed', 'recipientName', 'Expected the name of who has signed')
}

function digestOf({ fields, files }: ProofForm): string {
  const { place, stop, recipientName } = fields
  const sent = FILE_KINDS.map((kind) => files[kind] && sha256(files[kind]))
  return sha256(
    canonicalJson([place, stop ?? null, recipientName ?? null, ...sent.map((hash) => hash ?? null)]),
  )
}

async function readImages({ files }: ProofForm) {
  const images = []
  for (const kind of FILE_KINDS) {
    const bytes = files[kind]
    if (bytes)
      images.push({ kind, ...(await decoding.execute(() => readImage(kind, bytes)).catch(whenFull)) })
  }
  return images
}

function whenFull(error: unknown): never {
  throw error instanceof BulkheadRejectedError ? storageUnavailable() : error
}

async function findKnown(context: Context, { bookingId, digest }: { bookingId: string; digest: string }) {
  const isIt = and(eq(bookingProofs.bookingId, bookingId), eq(bookingProofs.digest, digest))
  const [proof] = await readProofs(context, isIt)
  return proof ? { proof, bookingVersion: (await readBooking(context, bookingId)).version } : null
}

type Insertion = { bookingId: string; form: ProofForm; files: StoredImage[]; digest: string }

async function insertProof(tx: Context, { bookingId, form, files, digest }: Insertion) {
  const { place, stop, recipientName } = form.fields
  const booking = await lockBooking(tx, bookingId)
  const at = await checkPlace(tx, booking, form.fields)
  const measured = measurePlace(tx, booking.driverId, at)
  if ((await tx.db.$count(bookingProofs, eq(bookingProofs.bookingId, bookingId))) >= PROOFS_MAX)
    throw conflict('proofs_full', `A booking has up to ${PROOFS_MAX} proofs.`)
  const id = tx.newId()
  const what = { place, stop: stop ?? null, recipientName: recipientName ?? null }
  const createdAt = tx.clock.now()
  await tx.db
    .insert(bookingProofs)
    .values({ id, bookingId, driverId: actorId(tx), ...what, ...measured, digest, createdAt })
  await attachImages(tx, files)
  if (files.length > 0) await tx.db.insert(proofFiles).values(files.map((file) => ({ ...file, proofId: id })))
  const whichStop = stop === undefined ? {} : { stop }
  const data = { proofId: id, place, ...whichStop, ...reportedFrom(measured) }
  const { version } = await noteEvent(tx, booking, { event: 'proof_kept', data })
  const [proof] = await readProofs(tx, eq(bookingProofs.id, id))
  if (!proof) throw new Error('a proof is gone in the transaction that has kept it')
  return { proof, bookingVersion: version }
}
