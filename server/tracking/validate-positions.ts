import type { Position } from './driver.ts'
import { distanceM } from './geo.ts'

/** As it came from a device: nothing is known of the values, so that one bad position costs no other of its batch. */
export type ReportedPosition = {
  lat: unknown
  lng: unknown
  recordedAt: unknown
  speedMps?: unknown
  headingDeg?: unknown
  accuracyM?: unknown
}
export const REJECT_REASONS = [
  'not_a_number',
  'not_a_time',
  'out_of_range',
  'from_future',
  'too_old',
  'older_than_last',
  'impossible_jump',
  'bad_accuracy',
] as const
export type RejectReason = (typeof REJECT_REASONS)[number]
export type AcceptedPosition = Omit<Position, 'heardAtMs'> & { accuracyM: number | null }
type Known = { lat: number; lng: number; recordedAtMs: number }
type Bounds = { last: Known | null; nowMs: number; maxSpeedMps: number }

const FUTURE_MAX_MS = 30_000
const AGE_MAX_MS = 3_600_000
const ACCURACY_MAX_M = 200
/** Two fixes may each be off by this much, whatever the accuracy they claim. */
const JUMP_SLACK_M = 100
/** A time without its offset would mean the server's own zone. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/

/** Judges a batch one by one: what is wrong with a position says nothing about the others. Distances in metres, times in ms. */
export function validatePositions(
  positions: readonly ReportedPosition[],
  { last, nowMs, maxSpeedMps }: Bounds,
): { accepted: AcceptedPosition[]; rejected: { index: number; reason: RejectReason }[] } {
  const accepted: AcceptedPosition[] = []
  const rejected: { index: number; reason: RejectReason }[] = []
  positions.forEach((reported, index) => {
    const position = readPosition(reported)
    const reason =
      typeof position === 'string'
        ? position
        : reasonAgainst(position, { last: accepted.at(-1) ?? last, nowMs, maxSpeedMps })
    if (reason) rejected.push({ index, reason })
    else accepted.push(position as AcceptedPosition)
  })
  return { accepted, rejected }
}

/** The values as what they claim to be, or why they are not. Devices send a negative course or speed for "unknown". */
function readPosition(reported: ReportedPosition): AcceptedPosition | RejectReason {
  const { lat, lng, recordedAt, speedMps, headingDeg, accuracyM } = reported
  const isKnown = (value: unknown) => value !== undefined && value !== null
  const numbers = [lat, lng, ...[speedMps, headingDeg, accuracyM].filter(isKnown)]
  if (!numbers.every(Number.isFinite)) return 'not_a_number'
  const recordedAtMs = typeof recordedAt === 'string' && TIME.test(recordedAt) ? Date.parse(recordedAt) : NaN
  if (Number.isNaN(recordedAtMs)) return 'not_a_time'
  const orNull = (value: unknown) => (isKnown(value) && (value as number) >= 0 ? (value as number) : null)
  return {
    lat: lat as number,
    lng: lng as number,
    headingDeg: orNull(headingDeg),
    speedMps: orNull(speedMps),
    accuracyM: (accuracyM as number | null | undefined) ?? null,
    recordedAtMs,
  }
}

function reasonAgainst(
  position: AcceptedPosition,
  { last, nowMs, maxSpeedMps }: Bounds,
): RejectReason | null {
  const { lat, lng, headingDeg, accuracyM, recordedAtMs } = position
  if (Math.abs(lat) > 90 || Math.abs(lng) > 180 || (headingDeg ?? 0) > 360) return 'out_of_range'
  if (recordedAtMs > nowMs + FUTURE_MAX_MS) return 'from_future'
  if (recordedAtMs < nowMs - AGE_MAX_MS) return 'too_old'
  if (accuracyM !== null && (accuracyM > ACCURACY_MAX_M || accuracyM < 0)) return 'bad_accuracy'
  if (!last) return null
  if (recordedAtMs <= last.recordedAtMs) return 'older_than_last'
  const reachM = (maxSpeedMps * (recordedAtMs - last.recordedAtMs)) / 1_000 + JUMP_SLACK_M
  return distanceM(last.lat, last.lng, lat, lng) > reachM ? 'impossible_jump' : null
}
