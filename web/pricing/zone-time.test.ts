import { expect, test } from 'bun:test'
import { momentsOf, nextClockChange, offsetText, wallTime } from './zone-time.ts'

const iso = (wall: string, zone: string) => momentsOf(wall, zone).map((at) => at.toISOString())

test('a time of a market is the moment at which its clock shows it', () => {
  expect(iso('2026-06-01T09:00', 'Asia/Kolkata')).toEqual(['2026-06-01T03:30:00.000Z'])
  expect(wallTime(new Date('2026-06-01T03:30:00Z'), 'Asia/Kolkata')).toBe('2026-06-01T09:00')
  expect(momentsOf('', 'Asia/Kolkata')).toEqual([])
})

test('a time that the clock skips is no moment, one that it shows twice is two', () => {
  expect(iso('2026-03-29T02:30', 'Europe/Berlin')).toEqual([])
  expect(iso('2026-10-25T02:30', 'Europe/Berlin')).toEqual([
    '2026-10-25T00:30:00.000Z',
    '2026-10-25T01:30:00.000Z',
  ])
})

test('the next change of the clock is told to the minute', () => {
  expect(nextClockChange('America/New_York', new Date('2026-02-01T12:34:56Z'))).toEqual({
    at: new Date('2026-03-08T07:00:00Z'),
    beforeMin: -300,
    afterMin: -240,
  })
  expect(nextClockChange('Asia/Kolkata', new Date('2026-02-01T00:00:00Z'))).toBeNull()
})

test('an offset is told in hours, and minutes where there are some', () => {
  expect([330, -240, 0].map(offsetText)).toEqual(['UTC+5:30', 'UTC−4', 'UTC+0'])
})
