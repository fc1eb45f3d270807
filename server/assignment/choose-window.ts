/** The longest that dispatch gathers. */
export const WINDOW_MAX_MS = 15_000
/** Bookings more than drivers, per driver: up to the first supply is ample, from the second on the window is the longest. */
const AMPLE_UNTIL = 0.25
const SCARCE_FROM = 2
/** So many drivers are added to those there are: a handful of bookings has nothing to gain from being matched together. */
const DRIVERS_PRIOR = 8

/**
 * How long a market gathers bookings before it matches them together, in milliseconds: 0 while supply is ample, growing to
 * `WINDOW_MAX_MS` with the bookings that outnumber the free drivers. What is scarce then goes where it saves the most.
 */
export function chooseWindowMs({
  openBookings,
  freeDrivers,
}: {
  openBookings: number
  freeDrivers: number
}): number {
  const scarcity = (openBookings - freeDrivers) / (freeDrivers + DRIVERS_PRIOR)
  const share = (scarcity - AMPLE_UNTIL) / (SCARCE_FROM - AMPLE_UNTIL)
  return Math.round(Math.min(1, Math.max(0, share)) * WINDOW_MAX_MS)
}
