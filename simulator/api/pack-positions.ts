/*
 * The packed positions frame of the socket, little-endian without padding: u8 version, u8 count, then for each position
 * f64 recordedAt (Unix ms), i32 lat and i32 lng (1e-7 degrees), u16 speed (cm/s), u16 heading (0.01 degrees), u16 accuracy (dm).
 */
export type Report = {
  lat: number
  lng: number
  recordedAtMs: number
  speedMps: number
  headingDeg: number
  accuracyM: number
}

const VERSION = 1
const HEADER_BYTES = 2
const RECORD_BYTES = 22
const PER_DEGREE = 1e7
/** The highest value of a u16 means unknown. */
const U16_MAX = 0xfffe
/** The most that one frame, or one call, may carry. */
export const REPORTS_MAX = 100

/** One frame of 1 to 100 positions. */
export function packPositions(reports: readonly Report[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + reports.length * RECORD_BYTES))
  view.setUint8(0, VERSION)
  view.setUint8(1, reports.length)
  let at = HEADER_BYTES
  for (const { lat, lng, recordedAtMs, speedMps, headingDeg, accuracyM } of reports) {
    view.setFloat64(at, recordedAtMs, true)
    view.setInt32(at + 8, Math.round(lat * PER_DEGREE), true)
    view.setInt32(at + 12, Math.round(lng * PER_DEGREE), true)
    view.setUint16(at + 16, Math.min(U16_MAX, Math.round(speedMps * 100)), true)
    view.setUint16(at + 18, Math.min(35_999, Math.round(headingDeg * 100)), true)
    view.setUint16(at + 20, Math.min(U16_MAX, Math.round(accuracyM * 10)), true)
    at += RECORD_BYTES
  }
  return new Uint8Array(view.buffer)
}

const rounded = (value: number, decimals: number) => Math.round(value * decimals) / decimals

/** The same position as JSON, where a binary frame cannot go. */
export function toJson({ lat, lng, recordedAtMs, speedMps, headingDeg, accuracyM }: Report) {
  return {
    lat: rounded(lat, 1e6),
    lng: rounded(lng, 1e6),
    recordedAt: new Date(recordedAtMs).toISOString(),
    speedMps: rounded(speedMps, 10),
    headingDeg: Math.floor(headingDeg * 10) / 10,
    accuracyM,
  }
}
