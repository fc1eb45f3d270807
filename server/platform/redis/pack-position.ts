import type { LastKnown } from '../hot-state/port.ts'

/*
 * A position in 44 bytes: driver id (16), lat and lng in 1e-7 degrees (int32 each), when it was recorded and when it was
 * heard in ms (float64 each), heading in 0.01 degrees and speed in cm/s (uint16 each, 65535 when not known). Little-endian.
 */
export const PACKED_POSITION_BYTES = 44
const DEGREE = 1e7
const UNKNOWN = 0xffff

/** Packs positions behind each other. @throws RangeError for a driver id that is not a UUID. */
export function packPositions(positions: readonly LastKnown[]): Buffer {
  const bytes = Buffer.allocUnsafe(positions.length * PACKED_POSITION_BYTES)
  let at = 0
  for (const { driverId, lat, lng, headingDeg, speedMps, recordedAtMs, heardAtMs } of positions) {
    if (bytes.write(driverId.replaceAll('-', ''), at, 16, 'hex') !== 16)
      throw new RangeError(`a driver id must be a UUID, not "${driverId}"`)
    bytes.writeInt32LE(Math.round(lat * DEGREE), at + 16)
    bytes.writeInt32LE(Math.round(lng * DEGREE), at + 20)
    bytes.writeDoubleLE(recordedAtMs, at + 24)
    bytes.writeDoubleLE(heardAtMs, at + 32)
    bytes.writeUInt16LE(packed(headingDeg), at + 40)
    bytes.writeUInt16LE(packed(speedMps), at + 42)
    at += PACKED_POSITION_BYTES
  }
  return bytes
}

/** The positions of `bytes`; what is left of a record at the end is ignored. */
export function unpackPositions(bytes: Buffer): LastKnown[] {
  const positions: LastKnown[] = []
  for (let at = 0; at + PACKED_POSITION_BYTES <= bytes.length; at += PACKED_POSITION_BYTES) {
    const id = bytes.toString('hex', at, at + 16)
    positions.push({
      driverId: `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`,
      lat: bytes.readInt32LE(at + 16) / DEGREE,
      lng: bytes.readInt32LE(at + 20) / DEGREE,
      recordedAtMs: bytes.readDoubleLE(at + 24),
      heardAtMs: bytes.readDoubleLE(at + 32),
      headingDeg: unpacked(bytes.readUInt16LE(at + 40)),
      speedMps: unpacked(bytes.readUInt16LE(at + 42)),
    })
  }
  return positions
}

const packed = (value: number | null) =>
  value === null ? UNKNOWN : Math.max(0, Math.min(UNKNOWN - 1, Math.round(value * 100)))
const unpacked = (value: number) => (value === UNKNOWN ? null : value / 100)
