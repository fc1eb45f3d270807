import { chooseWindowMs } from '../../../server/assignment/choose-window.ts'
import { waitingWorthS } from '../../../server/assignment/cost-of-match.ts'
import { HELD_MAX_S } from '../../../server/assignment/is-held.ts'
import { WEIGHTS } from '../../../server/assignment/weights.ts'
import { Batches, type BatchPolicy } from './batches.ts'
import { Greedy } from './greedy.ts'
import type { City, Dispatcher } from './simulate-day.ts'

/** Batches as in the textbooks: exact, over the drivers who are free. */
const PLAIN: BatchPolicy = {
  windowMs: () => 0,
  candidatesMax: 16,
  forwardS: 0,
  offersAheadS: 0,
  holdMaxS: 0,
  unmatchedS: WEIGHTS.unmatchedS,
  unmatchedPerWaitedS: WEIGHTS.unmatchedPerWaitedS,
  bonusS: () => 0,
}
/** By the server's own rules: its weights, its windows, and who is held for whom. */
const ENGINE: BatchPolicy = {
  ...PLAIN,
  windowMs: chooseWindowMs,
  forwardS: 300,
  holdMaxS: HELD_MAX_S,
  bonusS: (idleMinutes, approachS) =>
    waitingWorthS(
      { waitingSinceMs: 0, acceptanceRate: 1 },
      { driveS: approachS, nowMs: idleMinutes * 60_000 },
    ),
}
const bonusInSeconds = (perMinuteS: number, maxS: number) => (idleMinutes: number) =>
  Math.min(maxS, idleMinutes * perMinuteS)
const FIXED_WINDOWS_S = [2, 5, 10, 15]
const fixed = (seconds: number) => () => seconds * 1_000

export type NamedDispatcher = { name: string; create: (city: City) => Dispatcher }

const batches = (name: string, policy: BatchPolicy): NamedDispatcher => ({
  name,
  create: (city) => new Batches(city, policy),
})
const but = (name: string, change: Partial<BatchPolicy>) => batches(`… ${name}`, { ...ENGINE, ...change })

/** Both ways of a greedy dispatcher; whichever waits less on a level is what the others are held against there. */
export const GREEDY: readonly NamedDispatcher[] = (['nearest', 'oldest'] as const).map((takes) => ({
  name: `greedy, who is freed takes the ${takes}`,
  create: (city) => new Greedy(city, takes),
}))

export const ADAPTIVE = 'the engine'

/** The engine, and the same with one part left out or changed. */
export const DISPATCHERS: readonly NamedDispatcher[] = [
  ...GREEDY,
  ...FIXED_WINDOWS_S.map((seconds) =>
    batches(`batches each ${seconds} s`, { ...PLAIN, windowMs: fixed(seconds) }),
  ),
  batches(ADAPTIVE, ENGINE),
  but('without forward dispatch', { forwardS: 0 }),
  but('drivers ahead are taken at once', { offersAheadS: ENGINE.forwardS }),
  but('drivers ahead are taken 60 s ahead', { offersAheadS: 60 }),
  but('drivers up to 180 s ahead', { forwardS: 180 }),
  but('without a bonus for waiting', { bonusS: () => 0 }),
  but('bonus of 4 s a minute, at most 120 s', { bonusS: bonusInSeconds(4, 120) }),
  but('bonus of 10 s a minute, at most 600 s', { bonusS: bonusInSeconds(10, 600) }),
  but('unmatched: 600 s and 2 a second', { unmatchedS: 600, unmatchedPerWaitedS: 2 }),
  but('unmatched: 3,600 s and 10 a second', { unmatchedS: 3_600, unmatchedPerWaitedS: 10 }),
  but('8 candidates', { candidatesMax: 8 }),
  but('32 candidates', { candidatesMax: 32 }),
  but('matched each second', { windowMs: fixed(0) }),
  but('matched each 15 s', { windowMs: fixed(15) }),
]
