import { expect, test } from 'bun:test'
import { type Outcome, runEach } from './run-each.ts'

class TooFast extends Error {}

function run(items: readonly number[], act: (item: number) => Promise<unknown>, parallelMax = 3) {
  const outcomes = new Map<number, Outcome>()
  const stop = new AbortController()
  let pauses = 0
  const ended = runEach({
    ...{ items, act, parallelMax, signal: stop.signal },
    onOutcome: (item, outcome) => outcomes.set(item, outcome),
    isTooFast: (error) => error instanceof TooFast,
    pause: async () => {
      pauses++
    },
  })
  return { ended, outcomes, stop, pauses: () => pauses }
}
const words = (outcomes: Map<number, Outcome>) =>
  [...outcomes.entries()].sort(([a], [b]) => a - b).map(([, { is }]) => is)

test('one that is refused says why and holds up nobody', async () => {
  const { ended, outcomes } = run([1, 2, 3, 4], async (item) => {
    if (item === 2) throw new Error('The booking is over.')
  })
  await ended
  expect(words(outcomes)).toEqual(['done', 'refused', 'done', 'done'])
  expect(outcomes.get(2)).toEqual({ is: 'refused', reason: 'The booking is over.' })
})

test('no more run at once than may, and all have their turn', async () => {
  let now = 0
  let most = 0
  const { ended, outcomes } = run(
    Array.from({ length: 20 }, (_, n) => n),
    async () => {
      most = Math.max(most, ++now)
      await Promise.resolve()
      now--
    },
  )
  await ended
  expect(most).toBe(3)
  expect(new Set(words(outcomes))).toEqual(new Set(['done']))
})

test('whoever was stopped before their turn is left as they are, and what ran has its outcome', async () => {
  const { ended, outcomes, stop } = run([1, 2, 3, 4], async (item) => item === 2 && stop.abort(), 1)
  await ended
  expect(words(outcomes)).toEqual(['done', 'done', 'stopped', 'stopped'])
})

test('where the server wants less haste, the same is asked again after a pause', async () => {
  let refusals = 2
  const { ended, outcomes, pauses } = run([1, 2], async () => {
    if (refusals-- > 0) throw new TooFast()
  })
  await ended
  expect(words(outcomes)).toEqual(['done', 'done'])
  expect(pauses()).toBe(2)
})
