import type { DecisionCandidate } from '../../db/schema/assignment.ts'

/**
 * Whoever asks a driver minutes before they are free cannot think again, and what comes meanwhile is mostly better: the mean
 * wait grows (docs/engine.md). So a booking is held for such a driver, matched anew in each batch, until they are free; but no
 * longer than this since its search began.
 */
export const HELD_MAX_S = 240

/** Whether a booking that was matched with a driver on a haul had better wait until they are free, rather than ask them ahead. */
export const isHeld = (matched: DecisionCandidate | undefined, waitedS: number): boolean =>
  matched?.freeInS !== undefined && waitedS < HELD_MAX_S
