import { describe, expect, test } from 'bun:test'
import type { BlobStore } from './port.ts'

const MIB = 1_048_576
const bytesOf = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, at) => (Math.imul(at + seed, 2_654_435_761) >>> 24) & 0xff)

/** What every store of blobs must do; `open` gives the same one to whoever asks, as two processes would have it. */
export function describeBlobStore(name: string, open: () => BlobStore): void {
  describe(`blobs ${name}`, () => {
    test('are read as they were stored, by whoever asks', async () => {
      for (const length of [1, 70_000, 5 * MIB]) {
        const [id, bytes] = [Bun.randomUUIDv7(), bytesOf(length, length)]
        await open().put(id, bytes, 'image/png')
        const read = await open().get(id)
        expect(Buffer.compare(read as Uint8Array, bytes)).toBe(0)
      }
    })

    test('that nobody has stored are not there', async () => {
      expect(await open().get(Bun.randomUUIDv7())).toBeNull()
    })

    test('are gone once they are removed, however often', async () => {
      const id = Bun.randomUUIDv7()
      await open().put(id, bytesOf(100, 1), 'image/png')
      for (let i = 0; i < 3; i++) await open().remove(id)
      expect(await open().get(id)).toBeNull()
    })

    test('stored twice under one id are the later ones, and never a mixture', async () => {
      const id = Bun.randomUUIDv7()
      const versions = [1, 2, 3, 4].map((seed) => bytesOf(300_000, seed))
      for (const bytes of versions) await open().put(id, bytes, 'image/png')
      expect(Buffer.compare((await open().get(id)) as Uint8Array, versions[3] as Uint8Array)).toBe(0)
    })

    test('of many at once are each their own', async () => {
      const stored = Array.from(
        { length: 40 },
        (_, seed) => [Bun.randomUUIDv7(), bytesOf(2_000, seed)] as const,
      )
      await Promise.all(stored.map(([id, bytes]) => open().put(id, bytes, 'image/png')))
      for (const [id, bytes] of stored) expect(await open().get(id)).toEqual(bytes as Uint8Array<ArrayBuffer>)
    })

    test('have a store that can be asked', async () => {
      await open().ping()
    })
  })
}
