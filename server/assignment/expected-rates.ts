/*
 * How far a driver can be relied on, from the last 30 days. A share of few offers says little, so each is drawn towards a
 * prior (the posterior mean of a beta distribution): as if the driver had taken ten offers and dropped out of none of ten
 * hauls before. A newcomer is taken to be reliable, and bad luck with a first offer costs them little.
 */
export const RELIABILITY_WINDOW_DAYS = 30
const PRIOR_OFFERS = 10
const PRIOR_HAULS = 10
const DAY_MS = 86_400_000

/** Null stands for none. */
type ReliabilityCounts = Record<'accepted' | 'decided' | 'assigned' | 'droppedOut', number | null>

/** The first day (UTC, `YYYY-MM-DD`) that counts. */
export const windowStart = (now: Date): string =>
  new Date(now.getTime() - (RELIABILITY_WINDOW_DAYS - 1) * DAY_MS).toISOString().slice(0, 10)

/** The shares of offers that are taken and of hauls that are dropped out of, both from 0 to 1. */
export function expectedRates({ accepted, decided, assigned, droppedOut }: ReliabilityCounts) {
  return {
    acceptanceRate: ((accepted ?? 0) + PRIOR_OFFERS) / ((decided ?? 0) + PRIOR_OFFERS),
    // A haul can begin in one window and be dropped out of in the next.
    dropOutRate: Math.min(1, (droppedOut ?? 0) / ((assigned ?? 0) + PRIOR_HAULS)),
  }
}
