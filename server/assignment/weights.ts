/* What the cost of a match is made of, in seconds of the customer's waiting; measured by the simulation of docs/engine.md. */
export type Weights = typeof WEIGHTS

export const WEIGHTS = {
  /**
   * A driver who has waited since their last haul stands where little is asked for, and is missed there the least: up to
   * this share of the drive to the pickup counts as nothing, all of it after so many minutes.
   */
  waitingShareMax: 0.5,
  waitingFullMinutes: 40,
  /** Each minute is worth a little besides, so that it decides among those who are equally near. */
  waitingPerMinuteS: 0.25,
  /** Each beyond those minutes is worth so much more; there is no most, so that everybody has their turn. */
  waitingLatePerMinuteS: 2,
  /** Who passes on offers has not waited for them: the least share of their minutes that counts. */
  waitingHeededMin: 0.1,
  /** What the best rating and a rate of acceptance of 1 are worth. */
  ratingMaxS: 30,
  acceptanceMaxS: 30,
  /** What it costs a customer when a driver drops out: the search begins again. Counts by how often they do. */
  dropOutS: 300,
  /** The rating of a driver nobody has rated yet. */
  ratingPrior: 4.5,
  /** What it costs to leave a booking unmatched, and how that grows with each second that it has waited. */
  unmatchedS: 7_200,
  unmatchedPerWaitedS: 1,
}
