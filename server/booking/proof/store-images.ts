import { inArray } from 'drizzle-orm'
import { type FileKind, unattachedBlobs } from '../../../db/schema/index.ts'
import { storageUnavailable } from '../../platform/blob-store/port.ts'
import type { Context } from '../../platform/context.ts'
import { sha256 } from '../../platform/sha256.ts'
import type { KeptImage } from './read-image.ts'

export type StoredImage = Omit<KeptImage, 'bytes'> & {
  id: string
  kind: FileKind
  bytes: number
  sha256: string
}

/**
 * Stores images that no row speaks of yet. Each is noted as unattached before, so that whatever happens until a transaction
 * attaches it, the sweep finds and removes it. @throws DomainError storage_unavailable.
 */
export async function storeImages(
  context: Context,
  images: readonly (KeptImage & { kind: FileKind })[],
): Promise<StoredImage[]> {
  if (images.length === 0) return []
  const named = images.map((image) => ({ ...image, id: context.newId() }))
  const createdAt = context.clock.now()
  await context.db.insert(unattachedBlobs).values(named.map(({ id }) => ({ id, createdAt })))
  for (const { id, bytes, contentType } of named) await context.blobStore.put(id, bytes, contentType)
  return named.map(({ bytes, ...image }) => ({
    ...image,
    bytes: bytes.length,
    sha256: sha256(bytes),
  }))
}

/** In the transaction that speaks of them. @throws DomainError storage_unavailable when the sweep was quicker. */
export async function attachImages(tx: Context, images: readonly StoredImage[]): Promise<void> {
  if (images.length === 0) return
  const ids = images.map(({ id }) => id)
  const attached = await tx.db.delete(unattachedBlobs).where(inArray(unattachedBlobs.id, ids)).returning()
  if (attached.length !== ids.length) throw storageUnavailable()
}
