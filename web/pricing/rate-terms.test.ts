import { expect, test } from 'bun:test'
import { changesOf, daysText } from './rate-terms.ts'
import { weekBlocks } from './week-blocks.ts'

test('weekdays are said by their runs', () => {
  expect(daysText([1, 2, 3, 4, 5])).toBe('Mon–Fri')
  expect(daysText([7, 6])).toBe('Sat, Sun')
  expect(daysText([1, 3, 4, 5])).toBe('Mon, Wed–Fri')
  expect(daysText([1, 2, 3, 4, 5, 6, 7])).toBe('every day')
})

test('a window past midnight goes on on the day after, from Sunday on Monday', () => {
  expect(weekBlocks([{ days: [7], from: '18:00', to: '06:00' }])).toEqual([
    { day: 7, start: 0.75, length: 0.25, window: 0 },
    { day: 1, start: 0, length: 0.25, window: 0 },
  ])
  expect(weekBlocks([{ days: [2], from: '18:00', to: '24:00' }])).toEqual([
    { day: 2, start: 0.75, length: 0.25, window: 0 },
  ])
  expect(weekBlocks([{ days: [2], from: '18:0', to: '24:00' }])).toEqual([])
})

test('changes name each figure and window before and after', () => {
  const window = { label: 'Night', days: [6, 7], from: '23:00', to: '05:00', multiplierPermille: 1_100 }
  const card = {
    ...{ baseMinor: 500, perKmMinor: 100, perMinuteMinor: 10, perStopMinor: 0, minimumMinor: 0 },
    ...{ maximumMinor: 9_000, freeWaitingS: 600, waitingPerMinuteMinor: 0, waitingMaximumMinor: 0 },
    ...{ noShowAfterS: 900, freeCancellationS: 0, cancellationFeeMinor: 0 },
    ...{ currency: 'EUR', windows: [window], windowsCoverWeek: false },
  }
  expect(changesOf(card, card)).toEqual([])
  const other = { ...card, freeWaitingS: 300, windows: [{ ...window, label: 'Late' }] }
  expect(changesOf(card, other).map(({ label, before, after }) => [label, before, after])).toEqual([
    ['Waiting at the pickup: free for', '10 min', '5 min'],
    ['Window “Night”', 'Sat, Sun 23:00–05:00 1.10×', 'none'],
    ['Window “Late”', 'none', 'Sat, Sun 23:00–05:00 1.10×'],
  ])
})
