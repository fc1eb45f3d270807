/** What the cost of a match is made of, in seconds of the customer's waiting. */
export type Weights = typeof WEIGHTS

export const WEIGHTS = {
  /** Each minute that a driver has waited since their last haul is worth so much; there is no most. */
  waitingPerMinuteS: 4,
  /** Who passes on offers has not waited for them: the least share of the bonus that is left to such a driver. */
  waitingShareMin: 0.1,
  /** What the best rating and a rate of acceptance of 1 are worth. */
  ratingMaxS: 30,
  acceptanceMaxS: 30,
  /** The rating of a driver nobody has rated yet. */
  ratingPrior: 4.5,
  /** What it costs to leave a booking unmatched, and how that grows with each second that it has waited. */
  unmatchedS: 3_600,
  unmatchedPerWaitedS: 10,
}
