/*
 * How long a market gathers bookings before it matches them together. A booking that is not matched, or whose driver is
 * still on a haul, stays open and is matched again with those that came since: open bookings gather by themselves, and a
 * window adds to them only where they outnumber the drivers.
 *
 * The numbers are measured by the simulation of `bun run bench engine`, told of in docs/engine.md. With a third of the drivers
 * busy a window of 15 s costs a fiftieth of the mean wait and gains nothing: there it is 0. With nineteen of twenty busy the
 * mean wait is the same within a fiftieth whether they are matched each second or each 15 s, which is a fifteenth of the work
 * and of the changes of mind: there it grows to its longest. A handful of bookings is matched at once whatever the supply,
 * as the first driver who becomes free must not stand still for it.
 */

/** The longest that dispatch gathers. */
export const WINDOW_MAX_MS = 15_000
/** Open bookings per free driver: up to the first supply is ample, from the second on the window is the longest. */
const AMPLE_UNTIL = 0.5
const SCARCE_FROM = 2.5
/** So many drivers are added to those who are free, so that a handful of bookings is never many. */
const DRIVERS_PRIOR = 8

/**
 * The window of a market in whole milliseconds: 0 while supply is ample, up to `WINDOW_MAX_MS` when it is scarce; never
 * shorter for more open bookings, never longer for more free drivers.
 */
export function chooseWindowMs({
  openBookings,
  freeDrivers,
}: {
  openBookings: number
  freeDrivers: number
}): number {
  const scarcity = openBookings / (freeDrivers + DRIVERS_PRIOR)
  const share = (scarcity - AMPLE_UNTIL) / (SCARCE_FROM - AMPLE_UNTIL)
  return Math.round(Math.min(1, Math.max(0, share)) * WINDOW_MAX_MS)
}
