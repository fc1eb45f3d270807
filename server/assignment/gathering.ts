import type { Context } from '../platform/context.ts'
import { chooseWindowMs } from './choose-window.ts'
import type { OpenMarket } from './read-searches.ts'
import { type Supply, type Surveying, surveySupply } from './survey-supply.ts'

/** The supply is surveyed again when it is older than this. */
const SURVEY_AGE_MAX_MS = 5_000
/** Of the nearest drivers so many are candidates; where supply is scarce more, for the same few are near to many. */
const CANDIDATES_AMPLE = 16
const CANDIDATES_SCARCE = 32
/** However scarce supply is, a booking is looked at so often before its search ends. */
const LOOKS_PER_SEARCH = 40

export type DueMarket = OpenMarket & { windowMs: number; k: number }

/**
 * When each market is matched, as one dispatcher remembers it between ticks: a market gathers bookings until its oldest one
 * without an offer, or its last batch, has waited for the window that its supply makes worth while, and never for so long
 * that a search could end without having been looked at.
 */
export class Gathering {
  private readonly chooseWindow: typeof chooseWindowMs
  /** As many as there are markets. */
  private readonly lastBatchAtMs = new Map<string, number>()
  private surveyed: Supply | undefined

  constructor(chooseWindow: typeof chooseWindowMs = chooseWindowMs) {
    this.chooseWindow = chooseWindow
  }

  /** The drivers of all markets, as they were some seconds ago at most. */
  supply(context: Surveying): Supply {
    const ageMs = context.clock.now().getTime() - (this.surveyed?.surveyedAtMs ?? Number.NEGATIVE_INFINITY)
    if (!this.surveyed || ageMs > SURVEY_AGE_MAX_MS) this.surveyed = surveySupply(context)
    return this.surveyed
  }

  /**
   * The markets to match in this tick: all whose window would be over before the next, so that no booking waits longer than
   * the window for its first batch.
   */
  due(context: Surveying & Pick<Context, 'config'>, open: readonly OpenMarket[]): DueMarket[] {
    const { freeIn } = this.supply(context)
    const { tickMs, searchTimeoutMs } = context.config
    const nextTickAtMs = context.clock.now().getTime() + tickMs
    const longestMs = Math.floor(searchTimeoutMs / LOOKS_PER_SEARCH)
    return open
      .map((market) => {
        const balance = {
          openBookings: market.openBookings,
          freeDrivers: freeIn.get(market.market) ?? 0,
        }
        const windowMs = Math.min(this.chooseWindow(balance), longestMs)
        return { ...market, windowMs, k: windowMs > 0 ? CANDIDATES_SCARCE : CANDIDATES_AMPLE }
      })
      .filter(({ market, oldestStartedAtMs, windowMs }) => {
        const sinceMs = Math.max(oldestStartedAtMs, this.lastBatchAtMs.get(market) ?? 0)
        return windowMs === 0 || sinceMs + windowMs < nextTickAtMs
      })
  }

  /** To be told when a market's open bookings are read for a batch. */
  batched(market: string, atMs: number): void {
    this.lastBatchAtMs.set(market, atMs)
  }
}

/** One that gathers nothing: every open market is due in every tick. */
export const gatherNothing = () => new Gathering(() => 0)
