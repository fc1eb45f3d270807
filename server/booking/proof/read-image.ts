/*
 * An image is what its bytes say, never what it is called. It is decoded whole and encoded anew: what is kept has no metadata
 * (a phone writes place and owner into a photo), nothing behind its end, and its right side up. Dimensions are checked by the
 * header, before any pixel has room.
 */
import type { FileKind } from '../../../db/schema/proof.ts'
import { invalid } from '../../errors.ts'

export type KeptImage = {
  bytes: Uint8Array
  contentType: 'image/jpeg' | 'image/png'
  widthPx: number
  heightPx: number
}
type Format = 'jpeg' | 'png' | 'webp'
type Rule = { formats: readonly Format[]; bytesMax: number; pixelsMax: number; sidePx: number }

const MIB = 1_048_576
/** What is taken of each kind; what is kept has no side longer than `sidePx`. */
export const IMAGE_RULES = {
  photo: { formats: ['jpeg', 'png', 'webp'], bytesMax: 5 * MIB, pixelsMax: 40_000_000, sidePx: 2_560 },
  signature: { formats: ['png'], bytesMax: MIB / 2, pixelsMax: 4_000_000, sidePx: 1_200 },
} as const satisfies Record<FileKind, Rule>
const JPEG_QUALITY = 85

const startsWith = (bytes: Uint8Array, at: number, magic: readonly number[]) =>
  magic.every((byte, i) => bytes[at + i] === byte)

function formatOf(bytes: Uint8Array): Format | null {
  if (startsWith(bytes, 0, [0xff, 0xd8, 0xff])) return 'jpeg'
  if (startsWith(bytes, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png'
  // RIFF, its length, WEBP.
  const isWebp =
    startsWith(bytes, 0, [0x52, 0x49, 0x46, 0x46]) && startsWith(bytes, 8, [0x57, 0x45, 0x42, 0x50])
  return isWebp ? 'webp' : null
}

/** The image as it is to be kept: a photo as JPEG, a signature as PNG. @throws DomainError image_unreadable, image_too_large. */
export async function readImage(kind: FileKind, bytes: Uint8Array<ArrayBuffer>): Promise<KeptImage> {
  const { formats, bytesMax, pixelsMax, sidePx }: Rule = IMAGE_RULES[kind]
  if (bytes.length > bytesMax)
    throw invalid('image_too_large', kind, `Must have no more than ${bytesMax} bytes.`)
  const format = formatOf(bytes)
  const isTaken = format !== null && formats.includes(format)
  if (!isTaken || (format === 'jpeg' && !isWholeJpeg(bytes))) throw unreadable(kind, formats)
  try {
    const fitting = { fit: 'inside', withoutEnlargement: true } as const
    const upright = new Bun.Image(bytes, { maxPixels: pixelsMax }).resize(sidePx, sidePx, fitting)
    const kept = kind === 'photo' ? upright.jpeg({ quality: JPEG_QUALITY }) : upright.png()
    const encoded = await kept.bytes()
    const { width: widthPx, height: heightPx } = await new Bun.Image(encoded).metadata()
    return { bytes: encoded, contentType: kind === 'photo' ? 'image/jpeg' : 'image/png', widthPx, heightPx }
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'ERR_IMAGE_TOO_MANY_PIXELS')
      throw invalid('image_too_large', kind, `Must have no more than ${pixelsMax} pixels.`)
    if (code === 'ERR_IMAGE_DECODE_FAILED' || code === 'ERR_IMAGE_UNKNOWN_FORMAT')
      throw unreadable(kind, formats)
    throw error
  }
}

const unreadable = (kind: FileKind, formats: readonly Format[]) =>
  invalid('image_unreadable', kind, `Must be a whole image: ${formats.join(', ').toUpperCase()}.`)

/**
 * Whether the picture itself comes to its end, which the decoder forgives it not to: past the segments of the head, each
 * with its length (ITU-T T.81, B.1.1.4), the marker of the end can only be the end.
 */
function isWholeJpeg(bytes: Uint8Array): boolean {
  const START_OF_SCAN = 0xda
  for (let at = 2; at + 3 < bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1]
    if (marker === START_OF_SCAN)
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf('ffd9', at, 'hex') > 0
    const isFill = marker === 0xff
    at += isFill ? 1 : 2 + (bytes[at + 2] as number) * 256 + (bytes[at + 3] as number)
  }
  return false
}
