import { afterAll, describe, expect, test } from 'bun:test'
import { createProofApp } from './testing/create-proof-app.ts'
import { createBomb, createImage, withMetadata } from './testing/images.ts'

const t = await createProofApp()
afterAll(t.close)
const { operator, prove, proofsOf, send } = t
const photo = await createImage('jpeg')
const signature = await createImage('png', { widthPx: 200, heightPx: 80 })
const webp = await createImage('webp')
const MIB = 1_048_576
const id = await t.bookFor()
await t.driveTo(id, 'goods_collected')

describe('what is sent as an image', () => {
  const kept = async (bytes: Uint8Array<ArrayBuffer>) => {
    const { body } = await prove(id, { place: 'pickup', photo: bytes })
    const file = await send(body.proof.files[0].path, operator)
    return { file: body.proof.files[0], bytes: await file.bytes() }
  }

  test('is known by its bytes: JPEG, PNG and WebP become a JPEG, whatever they are called', async () => {
    for (const type of ['jpeg', 'png', 'webp'] as const) {
      const { file, bytes } = await kept(await createImage(type, { seed: 7 }))
      expect(await new Bun.Image(bytes).metadata()).toEqual({ format: 'jpeg', width: 320, height: 240 })
      expect(file.bytes).toBe(bytes.length)
      expect(file.sha256).toBe(new Bun.CryptoHasher('sha256').update(bytes).digest('hex'))
    }
  })

  test('is kept without its metadata, without what is behind its end, and no larger than it need be', async () => {
    const large = await createImage('jpeg', { widthPx: 3_000, heightPx: 1_500 })
    const sent = Buffer.concat([
      withMetadata(large, 'GPS 12.9716 77.5946'),
      Buffer.from('<script>alert(1)</script>'),
    ])
    const { file, bytes } = await kept(new Uint8Array(sent))
    expect(file).toMatchObject({ widthPx: 2_560, heightPx: 1_280 })
    for (const text of ['GPS 12.9716', 'Exif\0\0', '<script>'])
      expect(Buffer.from(bytes).includes(text)).toBe(false)
  })

  const text = (words: string) => new Uint8Array(Buffer.from(words))
  const head = photo.subarray(0, 20)
  const cases: [string, Uint8Array<ArrayBuffer>, string][] = [
    ['HTML', text('<!doctype html><script>alert(1)</script>'), 'image_unreadable'],
    ['SVG', text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'image_unreadable'],
    ['a GIF', text('GIF89a\u0001\u0000\u0001\u0000'), 'image_unreadable'],
    ['nothing', new Uint8Array(), 'image_unreadable'],
    ['HTML behind the signature of a JPEG', new Uint8Array([...head, ...text('<html>')]), 'image_unreadable'],
    ['half a JPEG', photo.slice(0, photo.length / 2), 'image_unreadable'],
    ['half a PNG', signature.slice(0, signature.length / 2), 'image_unreadable'],
    ['half a WebP', webp.slice(0, webp.length / 2), 'image_unreadable'],
    ['900 megapixels in some kilobytes', createBomb(30_000), 'image_too_large'],
    ['a byte more than 5 MiB', new Uint8Array(5 * MIB + 1).fill(0xff), 'image_too_large'],
  ]
  test.each(cases)('is refused when it is %s, and leaves nothing', async (_, bytes, code) => {
    const before = (await proofsOf(id)).body.items.length
    expect(await prove(id, { place: 'pickup', photo: bytes })).toMatchObject({
      status: 422,
      body: { code, errors: [{ path: 'photo' }] },
    })
    expect((await proofsOf(id)).body.items).toHaveLength(before)
  })

  test('is a PNG with the name of who signed, for a signature', async () => {
    const jpeg = { place: 'pickup', recipientName: 'A', signature: photo }
    expect(await prove(id, jpeg)).toMatchObject({ status: 422, body: { code: 'image_unreadable' } })
    const nobody = await prove(id, { place: 'pickup', signature })
    expect(nobody).toMatchObject({ status: 422, body: { errors: [{ path: 'recipientName' }] } })
  })
})
