import { expect, test } from 'bun:test'
import type { Replay } from '../api/types.ts'
import { createCity, decisionsAt, recordingOf } from './recording.ts'

const HOUR_MS = Date.parse('2026-03-02T09:00:00.000Z')
const at = (s: number) => new Date(HOUR_MS + s * 1_000).toISOString()
const place = (lat: number) => ({ lat, lng: 77.59, address: '1 Mill Road' })
const move = (
  s: number,
  state: Replay['bookings'][number]['moves'][number]['state'],
  driverId: string | null = null,
) => ({
  ...{ at: at(s), event: state, state, by: 'system', reason: null, driverId },
})
const booking = (id: string, moves: ReturnType<typeof move>[]) => ({
  ...{ id, vehicleClass: 'van' as const, pickup: place(12.97), dropoff: place(12.93), stops: [], moves },
})
const recording = recordingOf(
  [
    {
      keptSince: { decisions: at(0), surge: at(0) },
      bookings: [
        booking('a', [move(-30, 'searching'), move(60, 'assigned', 'ravi'), move(300, 'cancelled')]),
        booking('b', [move(-90, 'scheduled'), move(120, 'searching')]),
      ],
      decisions: [
        {
          ...{
            id: 'x',
            bookingId: 'a',
            at: at(50),
            kind: 'matched',
            driverId: 'ravi',
            driverName: 'Ravi Kumar',
          },
          ...{ candidates: 3, outcome: 'accepted', answeredAt: at(60) },
        },
      ],
      surge: [
        {
          cell: 'c',
          steps: [
            { at: at(-20), multiplier: 1.2 },
            { at: at(200), multiplier: 1 },
          ],
        },
      ],
      nextCursor: null,
    },
  ],
  HOUR_MS,
)
const city = createCity(recording)

test('a booking is there from its search to its end, in the state of the moment, with who drives it then', () => {
  const statesAt = (s: number) => city(s).hauls.map(({ id, state, driverId }) => ({ id, state, driverId }))
  const a = { id: 'a', driverId: null }
  expect(statesAt(-31)).toEqual([])
  expect(statesAt(0)).toEqual([{ ...a, state: 'searching' }])
  expect(statesAt(60)).toEqual([{ id: 'a', state: 'assigned', driverId: 'ravi' }])
  expect(city(60).haulOf.get('ravi')).toBe('a')
  expect(statesAt(200).map(({ id }) => id)).toEqual(['a', 'b'])
  expect(statesAt(300)).toEqual([{ id: 'b', state: 'searching', driverId: null }])
  expect(city(300).haulOf.has('ravi')).toBeFalse()
})

test('surge holds until the next step', () => {
  expect([-21, 0, 199, 200].map((s) => city(s).surge)).toEqual([
    [],
    [{ cell: 'c', multiplier: 1.2 }],
    [{ cell: 'c', multiplier: 1.2 }],
    [],
  ])
})

test('the city is the same object until something changes, whichever way time goes', () => {
  expect(city(70)).toBe(city(119))
  expect(city(70)).not.toBe(city(120))
  expect(city(119)).toBe(city(61))
})

test('a decision fades from when it was taken', () => {
  const leftAt = (s: number) => decisionsAt(recording, s, 20).map(({ left }) => left)
  expect([49, 50, 60, 69, 70].map(leftAt)).toEqual([[], [1], [0.5], [expect.closeTo(0.05, 5)], []])
})
