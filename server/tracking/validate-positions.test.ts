import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { distanceM } from './geo.ts'
import { type ReportedPosition, validatePositions } from './validate-positions.ts'

const nowMs = Date.parse('2026-11-24T10:00:00Z')
const at = (offsetS: number, changes: Partial<ReportedPosition> = {}): ReportedPosition => ({
  lat: 12.97,
  lng: 77.59,
  recordedAt: new Date(nowMs + offsetS * 1_000).toISOString(),
  ...changes,
})
const bounds = { last: { lat: 12.97, lng: 77.59, recordedAtMs: nowMs - 60_000 }, nowMs, maxSpeedMps: 70 }
const reasonOf = (position: ReportedPosition) =>
  validatePositions([position], bounds).rejected[0]?.reason ?? null

describe('a batch of positions', () => {
  test('loses each bad one with its reason and keeps the good ones', () => {
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
      bounds,
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

  test('is judged at the very edges', () => {
    expect([reasonOf(at(30)), reasonOf(at(30.001))]).toEqual([null, 'from_future'])
    const old = (offsetS: number) =>
      validatePositions([at(offsetS)], { ...bounds, last: null }).rejected[0]?.reason ?? null
    expect([old(-3_600), old(-3_600.001)]).toEqual([null, 'too_old'])
    expect([reasonOf(at(0, { accuracyM: 200 })), reasonOf(at(0, { accuracyM: 200.1 }))]).toEqual([
      null,
      'bad_accuracy',
    ])
    expect([reasonOf(at(0, { accuracyM: -1 })), reasonOf(at(0, { headingDeg: 361 }))]).toEqual([
      'bad_accuracy',
      'out_of_range',
    ])
    expect([reasonOf(at(-60)), reasonOf(at(-59.999))]).toEqual(['older_than_last', null])
  })

  test('is never believed to be what it is not', () => {
    for (const value of [null, undefined, '12.97', Number.POSITIVE_INFINITY, {}, true])
      expect([value, reasonOf(at(0, { lat: value }))]).toEqual([value, 'not_a_number'])
    for (const field of ['speedMps', 'headingDeg', 'accuracyM'])
      expect(reasonOf(at(0, { [field]: '5' }))).toBe('not_a_number')
    // A time without its zone would be another one on every server.
    for (const recordedAt of [null, 0, '', '2026-11-24', '2026-11-24T10:00:00', '2026-13-24T10:00:00Z'])
      expect([recordedAt, reasonOf(at(0, { recordedAt }))]).toEqual([recordedAt, 'not_a_time'])
    expect(reasonOf(at(0, { recordedAt: '2026-11-24T15:30:00.000+05:30' }))).toBeNull()
  })

  test('takes a negative speed or course for unknown, as devices send it', () => {
    const { accepted } = validatePositions([at(0, { speedMps: -1, headingDeg: -1 })], bounds)
    expect(accepted).toEqual([
      { lat: 12.97, lng: 77.59, speedMps: null, headingDeg: null, accuracyM: null, recordedAtMs: nowMs },
    ])
  })

  test('holds no jump that nobody could drive, nor time that runs backwards, whatever comes', () => {
    const some = fc.record({
      lat: fc.oneof(fc.double({ min: 12.9, max: 13.1, noNaN: true }), fc.double()),
      lng: fc.oneof(fc.double({ min: 77.5, max: 77.7, noNaN: true }), fc.double()),
      offsetS: fc.integer({ min: -4_000, max: 100 }),
      accuracyM: fc.option(fc.double({ min: -5, max: 300 }), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(some, { maxLength: 100 }), (batch) => {
        const reported = batch.map(({ offsetS, ...position }) => at(offsetS, position))
        const { accepted, rejected } = validatePositions(reported, { ...bounds, last: null })
        expect(accepted.length + rejected.length).toBe(batch.length)
        accepted.forEach((position, i) => {
          const before = accepted[i - 1]
          if (!before) return
          const takenS = (position.recordedAtMs - before.recordedAtMs) / 1_000
          const wayM = distanceM(before.lat, before.lng, position.lat, position.lng)
          expect(takenS).toBeGreaterThan(0)
          expect(wayM).toBeLessThanOrEqual(takenS * 70 + 100)
        })
      }),
    )
  })
})
