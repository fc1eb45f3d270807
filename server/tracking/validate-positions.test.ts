import { expect, test } from 'bun:test'
import { type ReportedPosition, validatePositions } from './validate-positions.ts'

const nowMs = Date.parse('2026-11-24T10:00:00Z')
const at = (offsetS: number, changes: Partial<ReportedPosition> = {}): ReportedPosition => ({
  lat: 12.97,
  lng: 77.59,
  recordedAt: new Date(nowMs + offsetS * 1_000).toISOString(),
  ...changes,
})

test('each bad position is rejected with its reason and the good ones of the batch are kept', () => {
  const last = { lat: 12.97, lng: 77.59, recordedAtMs: nowMs - 60_000 }
  const { accepted, rejected } = validatePositions(
    [
      at(-50),
      at(-55),
      at(-40, { lat: Number.NaN }),
      at(-40, { lat: 91 }),
      at(31),
      at(-3_601),
      at(-40, { accuracyM: 201 }),
      at(-39, { lat: 13.2 }),
      at(-38, { lat: 12.9705, accuracyM: 8 }),
      at(0, { recordedAt: 'yesterday' }),
    ],
    { last, nowMs, maxSpeedMps: 70 },
  )
  expect(accepted.map((position) => position.recordedAtMs - nowMs)).toEqual([-50_000, -38_000])
  expect(rejected).toEqual([
    { index: 1, reason: 'older_than_last' },
    { index: 2, reason: 'not_a_number' },
    { index: 3, reason: 'out_of_range' },
    { index: 4, reason: 'from_future' },
    { index: 5, reason: 'too_old' },
    { index: 6, reason: 'bad_accuracy' },
    { index: 7, reason: 'impossible_jump' },
    { index: 9, reason: 'not_a_time' },
  ])
})
