import { expect, test } from 'bun:test'
import { figuresOf, type Moment, withMoment } from './history.ts'

const figures = figuresOf(
  {
    type: 'metrics',
    at: '2026-01-01T00:00:00.000Z',
    drivers: { available: 3, onHaul: 2, paused: 1, offline: 9 },
    bookings: { scheduled: 7, searching: 4, assigned: 1, goods_collected: 1 },
    bookingsPerMin: 6,
    assignmentsPerMin: 5,
    completionsPerMin: 4,
    positionsPerS: 1,
    sockets: { customer: 0, driver: 0, operator: 1, admin: 0 },
  },
  [
    { cell: '8860145b51fffff', multiplier: 1.4 },
    { cell: '8860145b53fffff', multiplier: 1 },
  ],
)

test('bookings that wait for their day are not under way, and a cell at the normal price does not surge', () => {
  expect(figures).toMatchObject({ searching: 4, underWay: 2, surgeCells: 1, surgeHighest: 1.4 })
})

test('moments are kept some seconds apart and for ten minutes', () => {
  let history: readonly Moment[] = []
  for (let s = 0; s <= 1_200; s += 2) history = withMoment(history, { atMs: s * 1_000, ...figures })
  const [first, second] = history as [Moment, Moment]
  expect(second.atMs - first.atMs).toBeGreaterThanOrEqual(5_000)
  expect(first.atMs).toBeGreaterThan(590_000)
  expect(history.length).toBeLessThanOrEqual(120)
})
