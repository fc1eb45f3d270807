import { crc32, deflateSync } from 'node:zlib'

/** A picture that no codec makes small, as a file of the type; `seed` makes another one of the same size. */
export function createImage(
  type: 'jpeg' | 'png' | 'webp',
  { widthPx = 320, heightPx = 240, seed = 1 }: { widthPx?: number; heightPx?: number; seed?: number } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const rowBytes = Math.ceil((widthPx * 3) / 4) * 4
  const bitmap = Buffer.alloc(54 + rowBytes * heightPx)
  bitmap.write('BM')
  bitmap.writeUInt32LE(bitmap.length, 2)
  bitmap.writeUInt32LE(54, 10)
  bitmap.writeUInt32LE(40, 14)
  bitmap.writeInt32LE(widthPx, 18)
  bitmap.writeInt32LE(heightPx, 22)
  bitmap.writeUInt16LE(1, 26)
  bitmap.writeUInt16LE(24, 28)
  let noise = seed
  for (let at = 54; at < bitmap.length; at++) {
    noise = (Math.imul(noise, 1_664_525) + 1_013_904_223) >>> 0
    bitmap[at] = noise >>> 24
  }
  return new Bun.Image(bitmap)[type]().bytes() as Promise<Uint8Array<ArrayBuffer>>
}

/** As a phone writes it: with an APP1 segment that tells where, and by whom. */
export function withMetadata(jpeg: Uint8Array, text: string): Uint8Array<ArrayBuffer> {
  const exif = Buffer.from(`Exif\0\0${text}`)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(exif.length + 2)
  return new Uint8Array(
    Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, exif, jpeg.subarray(2)]),
  )
}

/** A valid PNG of some kilobytes that unpacks to `sidePx` × `sidePx` pixels. */
export function createBomb(sidePx: number): Uint8Array<ArrayBuffer> {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(sidePx, 0)
  head.writeUInt32BE(sidePx, 4)
  head[8] = 1
  const rows = Buffer.alloc(sidePx * (1 + Math.ceil(sidePx / 8)))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const chunks = [chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]
  return new Uint8Array(Buffer.concat([signature, ...chunks]))
}

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(content))
  return Buffer.concat([length, content, sum])
}
