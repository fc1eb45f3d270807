/** The search starts at 3 km and has grown to 15 km after three minutes. */
const RADIUS_START_M = 3_000
export const RADIUS_END_M = 15_000
const RADIUS_GROWTH_M_PER_S = (RADIUS_END_M - RADIUS_START_M) / 180

/** How far around the pickup a booking that has waited for `waitedS` looks for drivers, in metres. */
export const radiusAfter = (waitedS: number): number =>
  Math.min(RADIUS_END_M, RADIUS_START_M + Math.max(0, waitedS) * RADIUS_GROWTH_M_PER_S)
