import type { SurgeCell } from '../api/types.ts'
import type { MetricsFrame } from './frames.ts'

const HISTORY_MS = 10 * 60_000
/** Frames come oftener; what is drawn thumb-wide needs no more than this. */
const EVERY_MS = 5_000

/** The city's figures at one moment. */
export type Figures = {
  available: number
  onHaul: number
  paused: number
  searching: number
  underWay: number
  booked: number
  assigned: number
  completed: number
  surgeCells: number
  surgeHighest: number
}
export type FigureName = keyof Figures
export type Moment = { atMs: number } & Figures

/** What a frame and the surge of that moment say in numbers. */
export function figuresOf(
  { drivers, bookings, ...perMin }: MetricsFrame,
  surge: readonly SurgeCell[],
): Figures {
  const { searching = 0, scheduled: _, ...others } = bookings
  return {
    available: drivers.available,
    onHaul: drivers.onHaul,
    paused: drivers.paused,
    searching,
    underWay: Object.values(others).reduce((sum, count) => sum + count, 0),
    booked: perMin.bookingsPerMin,
    assigned: perMin.assignmentsPerMin,
    completed: perMin.completionsPerMin,
    surgeCells: surge.filter(({ multiplier }) => multiplier > 1).length,
    surgeHighest: surge.reduce((most, { multiplier }) => Math.max(most, multiplier), 1),
  }
}

/** The moments with a new one at their end, unless the last is too near to it; those that are too long ago fall out. */
export function withMoment(history: readonly Moment[], moment: Moment): readonly Moment[] {
  const last = history.at(-1)
  if (last && moment.atMs - last.atMs < EVERY_MS) return history
  return [...history.filter(({ atMs }) => moment.atMs - atMs < HISTORY_MS), moment]
}
