/*
 * The packed positions frame: what a phone sends instead of JSON, 22 bytes a position instead of about 130.
 * Little-endian, without padding:
 *   header   u8 version (1) · u8 count (1 to 100)
 *   record   f64 recordedAt (Unix ms) · i32 lat · i32 lng (1e-7 degrees) · u16 speed (cm/s) · u16 heading (0.01 degrees)
 *            · u16 accuracy (dm); 0xFFFF in one of the last three means unknown
 * The values are judged after decoding, exactly as those of the JSON frame are.
 */
export const PACKED_VERSION = 1
export const PACKED_COUNT_MAX = 100
export const PACKED_HEADER_BYTES = 2
export const PACKED_RECORD_BYTES = 22
const UNKNOWN = 0xffff
const PER_DEGREE = 1e7
const TIME_MAX_MS = 8.64e15

export type UnpackedPosition = {
  lat: number
  lng: number
  recordedAt: string
  speedMps?: number
  headingDeg?: number
  accuracyM?: number
}

/** A frame that breaks the layout; `path` names the part that does. */
export class PackedFrameError extends Error {
  readonly path: 'version' | 'count' | 'length'

  constructor(path: PackedFrameError['path'], message: string) {
    super(message)
    this.path = path
  }
}

/** Packs up to 100 positions; values are rounded to the units of the layout. @throws PackedFrameError count. */
export function encodePositions(positions: readonly UnpackedPosition[]): Uint8Array<ArrayBuffer> {
  if (positions.length < 1 || positions.length > PACKED_COUNT_MAX)
    throw new PackedFrameError('count', `Expected 1 to ${PACKED_COUNT_MAX} positions`)
  const view = new DataView(new ArrayBuffer(PACKED_HEADER_BYTES + positions.length * PACKED_RECORD_BYTES))
  view.setUint8(0, PACKED_VERSION)
  view.setUint8(1, positions.length)
  positions.forEach(({ lat, lng, recordedAt, speedMps, headingDeg, accuracyM }, i) => {
    const at = PACKED_HEADER_BYTES + i * PACKED_RECORD_BYTES
    view.setFloat64(at, Date.parse(recordedAt), true)
    view.setInt32(at + 8, Math.round(lat * PER_DEGREE), true)
    view.setInt32(at + 12, Math.round(lng * PER_DEGREE), true)
    view.setUint16(at + 16, scaled(speedMps, 100), true)
    view.setUint16(at + 18, scaled(headingDeg, 100), true)
    view.setUint16(at + 20, scaled(accuracyM, 10), true)
  })
  return new Uint8Array(view.buffer)
}

/** @throws PackedFrameError for a frame that is not exactly as its header says. */
export function decodePositions(bytes: Uint8Array): UnpackedPosition[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.byteLength < PACKED_HEADER_BYTES || view.getUint8(0) !== PACKED_VERSION)
    throw new PackedFrameError('version', `Expected version ${PACKED_VERSION}`)
  const count = view.getUint8(1)
  if (count < 1 || count > PACKED_COUNT_MAX)
    throw new PackedFrameError('count', `Expected 1 to ${PACKED_COUNT_MAX} positions`)
  const expectedBytes = PACKED_HEADER_BYTES + count * PACKED_RECORD_BYTES
  if (bytes.byteLength !== expectedBytes)
    throw new PackedFrameError('length', `Expected ${expectedBytes} bytes for ${count} positions`)
  return Array.from({ length: count }, (_, i) =>
    decodeRecord(view, PACKED_HEADER_BYTES + i * PACKED_RECORD_BYTES),
  )
}

function decodeRecord(view: DataView, at: number): UnpackedPosition {
  const recordedAtMs = view.getFloat64(at, true)
  const speed = view.getUint16(at + 16, true)
  const heading = view.getUint16(at + 18, true)
  const accuracy = view.getUint16(at + 20, true)
  return {
    lat: view.getInt32(at + 8, true) / PER_DEGREE,
    lng: view.getInt32(at + 12, true) / PER_DEGREE,
    // What no date can hold stays unreadable text, and is rejected with its reason like any bad time.
    recordedAt: Math.abs(recordedAtMs) <= TIME_MAX_MS ? new Date(recordedAtMs).toISOString() : 'not a time',
    ...(speed !== UNKNOWN && { speedMps: speed / 100 }),
    ...(heading !== UNKNOWN && { headingDeg: heading / 100 }),
    ...(accuracy !== UNKNOWN && { accuracyM: accuracy / 10 }),
  }
}

const scaled = (value: number | undefined, factor: number) =>
  value === undefined ? UNKNOWN : Math.min(UNKNOWN - 1, Math.max(0, Math.round(value * factor)))
