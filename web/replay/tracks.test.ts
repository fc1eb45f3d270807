import { describe, expect, test } from 'bun:test'
import { dutyAt, placeAt, silencesOf, stretchAt, trackOf } from './tracks.ts'

const HOUR_MS = Date.parse('2026-03-02T09:00:00.000Z')
const driver = { id: 'd', name: 'Ravi Kumar', vehicleClass: 'van' } as const
const track = trackOf(
  {
    ...driver,
    duty: [
      { status: 'available', from: '2026-03-02T08:00:00.000Z', to: '2026-03-02T09:05:00.000Z' },
      { status: 'paused', from: '2026-03-02T09:05:00.000Z', to: null },
    ],
    path: [600, 1_297_000, 7_759_000, 100, 100, 0, 100, 0, 0, 3_000, 0, 50],
  },
  -60,
  HOUR_MS,
)
const whereAt = (atS: number) => {
  const stretch = stretchAt(track, atS)
  return stretch && placeAt(stretch, atS)
}

describe('a track', () => {
  test('has the driver where they reported, and between two reports on the way', () => {
    expect(track.times).toEqual([0, 10, 20, 320])
    expect(whereAt(0)).toEqual({ lat: 12.97, lng: 77.59 })
    expect(whereAt(5)?.lat).toBeCloseTo(12.9705, 8)
    expect(whereAt(10)).toEqual({ lat: 12.971, lng: 77.59 })
  })

  test('turns the driver the way they go, and leaves them so where they stand', () => {
    expect(track.headings).toEqual([0, 0, 90, 90])
  })

  test('leads over no gap: the driver stays where they were heard last, and is gone after five minutes', () => {
    expect(whereAt(60)).toEqual({ lat: 12.971, lng: 77.59 })
    expect(stretchAt(track, 60)?.seenS).toBe(20)
    expect(whereAt(319)).toEqual({ lat: 12.971, lng: 77.59 })
    expect(whereAt(320)).toEqual({ lat: 12.971, lng: 77.5905 })
    expect(whereAt(621)).toBeNull()
    expect(whereAt(-1)).toBeNull()
  })

  test('tells the duty of a moment', () => {
    expect([-3_601, 0, 299.9, 300, 4_000].map((s) => dutyAt(track, s))).toEqual([
      null,
      'available',
      'available',
      'paused',
      'paused',
    ])
  })
})

test('nobody was heard where the reports of all are too far apart', () => {
  const other = trackOf({ ...driver, duty: [], path: [2_000, 0, 0, 500, 0, 0] }, -60, HOUR_MS)
  expect(silencesOf([track, other], 0, 600)).toEqual([
    [20, 140],
    [190, 320],
    [320, 600],
  ])
  expect(silencesOf([], 0, 600)).toEqual([[0, 600]])
})
