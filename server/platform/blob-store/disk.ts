/*
 * Blobs as files, in 256 folders by the end of their ids, which is random. A file is written beside its place, flushed and
 * renamed into it, and so is its folder: after a crash it is whole or absent. What was half written is removed with its id.
 */
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { type BlobStore, storageUnavailable } from './port.ts'

/** Stores blobs below the folder `dir`, which is made when the first one comes. */
export function createDiskBlobStore(dir: string, log: Logger): BlobStore {
  const folderOf = (id: string) => join(dir, id.slice(-2))
  const fileOf = (id: string) => join(folderOf(id), id)
  const partOf = (id: string) => `${fileOf(id)}.part`
  async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      log.error({ err: error, dir }, 'blobs on disk')
      throw storageUnavailable()
    }
  }
  return {
    put: (id, bytes) =>
      orUnavailable(async () => {
        await mkdir(folderOf(id), { recursive: true })
        try {
          await writeDurably(partOf(id), bytes)
          await rename(partOf(id), fileOf(id))
        } catch (error) {
          await rm(partOf(id), { force: true })
          throw error
        }
        await flush(folderOf(id))
      }),
    get: (id) =>
      orUnavailable(async () => {
        try {
          return new Uint8Array(await readFile(fileOf(id)))
        } catch (error) {
          if (isMissing(error)) return null
          throw error
        }
      }),
    remove: (id) =>
      orUnavailable(async () => {
        await Promise.all([fileOf(id), partOf(id)].map((file) => rm(file, { force: true })))
      }),
    async ping() {
      await mkdir(dir, { recursive: true })
      if (!(await stat(dir)).isDirectory()) throw new Error(`${dir} is no folder`)
    },
  }
}

const isMissing = (error: unknown) => (error as { code?: string }).code === 'ENOENT'

async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'w', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function flush(folder: string): Promise<void> {
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
