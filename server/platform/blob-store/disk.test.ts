import { afterAll, describe, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog } from '../log.ts'
import { describeBlobStore } from './blob-store.contract.ts'
import { createDiskBlobStore } from './disk.ts'

const dir = mkdtempSync(join(tmpdir(), 'hexhaul-blobs-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const log = createLog('silent')

describeBlobStore('on disk', () => createDiskBlobStore(join(dir, 'blobs'), log))

describe('a store on disk', () => {
  test('says so when its folder can be neither written nor read, and leaves nothing half stored', async () => {
    const file = join(dir, 'a file')
    writeFileSync(file, '')
    const store = createDiskBlobStore(join(file, 'blobs'), log)
    const [id, bytes] = [Bun.randomUUIDv7(), new Uint8Array([1])]
    await expect(store.put(id, bytes, 'image/png')).rejects.toMatchObject({ code: 'storage_unavailable' })
    await expect(store.get(id)).rejects.toMatchObject({ code: 'storage_unavailable' })
    await expect(store.ping()).rejects.toThrow()
  })

  test('that is full stores nothing of a blob', async () => {
    const store = createDiskBlobStore(join(dir, 'full'), log)
    const id = Bun.randomUUIDv7()
    await store.put(id, new Uint8Array([1]), 'image/png')
    const folder = join(dir, 'full', id.slice(-2))
    // What a writer finds that has no room: its file is a device that is always full.
    const other = `${Bun.randomUUIDv7().slice(0, -2)}${id.slice(-2)}`
    Bun.spawnSync(['ln', '-s', '/dev/full', join(folder, `${other}.part`)])
    await expect(store.put(other, new Uint8Array(100_000), 'image/png')).rejects.toMatchObject({
      code: 'storage_unavailable',
    })
    expect(await store.get(other)).toBeNull()
    expect(readdirSync(folder)).toEqual([id])
  })

  test('removes what a crash has left half stored', async () => {
    const store = createDiskBlobStore(join(dir, 'crashed'), log)
    const id = Bun.randomUUIDv7()
    await store.put(id, new Uint8Array([1]), 'image/png')
    const part = join(dir, 'crashed', id.slice(-2), `${id}.part`)
    writeFileSync(part, 'half')
    await store.remove(id)
    expect(existsSync(part)).toBe(false)
  })
})
