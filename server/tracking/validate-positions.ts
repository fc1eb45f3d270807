import { distanceM } from './geo.ts'

export type ReportedPosition = {
  lat: number
  lng: number
  recordedAt: string
  speedMps?: number
  headingDeg?: number
  accuracyM?: number
}
export type RejectReason =
  | 'not_a_number'
  | 'out_of_range'
  | 'from_future'
  | 'too_old'
  | 'older_than_last'
  | 'impossible_jump'
  | 'bad_accuracy'
export type AcceptedPosition = {
  lat: number
  lng: number
  headingDeg: number | null
  speedMps: number | null
  accuracyM: number | null
  recordedAtMs: number
}
type Known = { lat: number; lng: number; recordedAtMs: number }

const FUTURE_MAX_MS = 30_000
const AGE_MAX_MS = 3_600_000
const ACCURACY_MAX_M = 200
/** Two fixes may each be off by this much, whatever the accuracy they claim. */
const JUMP_SLACK_M = 100

/** Judges a batch one by one: what is wrong with a position says nothing about the others. Distances in metres, times in ms. */
export function validatePositions(
  positions: readonly ReportedPosition[],
  { last, nowMs, maxSpeedMps }: { last: Known | null; nowMs: number; maxSpeedMps: number },
): { accepted: AcceptedPosition[]; rejected: { index: number; reason: RejectReason }[] } {
  const accepted: AcceptedPosition[] = []
  const rejected: { index: number; reason: RejectReason }[] = []
  let known = last
  positions.forEach((position, index) => {
    const recordedAtMs = Date.parse(position.recordedAt)
    const reason = reasonAgainst(position, recordedAtMs, known, nowMs, maxSpeedMps)
    if (reason) {
      rejected.push({ index, reason })
      return
    }
    const { lat, lng, headingDeg = null, speedMps = null, accuracyM = null } = position
    known = { lat, lng, recordedAtMs }
    accepted.push({ lat, lng, headingDeg, speedMps, accuracyM, recordedAtMs })
  })
  return { accepted, rejected }
}

function reasonAgainst(
  { lat, lng, accuracyM = 0 }: ReportedPosition,
  recordedAtMs: number,
  last: Known | null,
  nowMs: number,
  maxSpeedMps: number,
): RejectReason | null {
  if (![lat, lng, recordedAtMs, accuracyM].every(Number.isFinite)) return 'not_a_number'
  if (Math.abs(lat) > 90 || Math.abs(lng) > 180) return 'out_of_range'
  if (recordedAtMs > nowMs + FUTURE_MAX_MS) return 'from_future'
  if (recordedAtMs < nowMs - AGE_MAX_MS) return 'too_old'
  if (accuracyM > ACCURACY_MAX_M || accuracyM < 0) return 'bad_accuracy'
  if (!last) return null
  if (recordedAtMs <= last.recordedAtMs) return 'older_than_last'
  const reachM = (maxSpeedMps * (recordedAtMs - last.recordedAtMs)) / 1_000 + JUMP_SLACK_M
  return distanceM(last.lat, last.lng, lat, lng) > reachM ? 'impossible_jump' : null
}
