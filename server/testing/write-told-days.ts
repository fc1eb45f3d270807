/* For tests: days that are known booking by booking, and counted. */
import { rebuildRollups } from '../analytics/rebuild-rollups.ts'
import { drawBookings, type Told } from '../analytics/testing/draw-bookings.ts'
import { recount } from '../analytics/testing/recount.ts'
import { stepsOf, writePeople } from '../analytics/testing/write-history.ts'
import { type Deps, systemContext } from '../platform/context.ts'
import { randomFrom } from './seeded-random.ts'

type Days = { seed: number; bookings: number; startMs: number; days: number }

/** Writes bookings of rupees alone, and counts them; `counted` is what some of them come to in a span, by their own moves. */
export async function writeToldDays(deps: Deps, { seed, bookings, startMs, days }: Days) {
  const drawn = drawBookings(randomFrom(seed), bookings, startMs, days)
  const told = drawn.map((each) => ({ ...each, currency: 'INR' }))
  await writePeople(deps)
  for (const [n, booking] of told.entries()) for (const step of stepsOf(deps, booking, n)) await step.write()
  await rebuildRollups(systemContext(deps, 'a test'))
  const counted = (ours: readonly Told[], span: { fromMs: number; toMs: number }): Record<string, unknown> =>
    recount(ours, told, span)
  return { told, counted }
}
