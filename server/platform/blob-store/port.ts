import { DomainError } from '../../errors.ts'

/** Files that are stored whole, never changed, and known by the UUID that they were given. */
export interface BlobStore {
  /** Stores all of it, durably, or nothing. @throws DomainError storage_unavailable. */
  put(id: string, bytes: Uint8Array, contentType: string): Promise<void>
  /** Null when there is none. @throws DomainError storage_unavailable. */
  get(id: string): Promise<Uint8Array<ArrayBuffer> | null>
  /** Also of what is not there, and of what a crash left half stored. @throws DomainError storage_unavailable. */
  remove(id: string): Promise<void>
  /** @throws when the store can't be asked. */
  ping(): Promise<void>
}

export const storageUnavailable = () =>
  new DomainError(
    'unavailable',
    'storage_unavailable',
    'Files can be neither stored nor read now; try again later.',
  )
