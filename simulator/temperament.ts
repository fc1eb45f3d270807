/*
 * Everything that one driver decides. Each kind of choice has a source of chance of its own and each choice draws the same
 * number of times, so that what happens meanwhile, and when, never shifts what the same driver would decide next.
 */
import type { OfferView } from './api/types.ts'
import type { Random } from './random.ts'

/** The source of chance for one purpose, as in `offers`. */
export type Stream = (purpose: string) => Random
export type OfferAnswer = { kind: 'accept' | 'decline' | 'ignore'; reason?: string; afterS: number }

/** People take near jobs gladly and far ones seldom: even chance at this distance, for the usual pay. */
const FAIR_PICKUP_M = 6_500
const PATIENCE_M = 1_400
const WILLING_AT_MOST = 0.97
/** Offers that nobody answers: the phone lies on the seat. */
const OVERLOOKED_SHARE = 0.015
const THINKING_S: readonly [number, number] = [0.9, 5.5]
/** How fast the idea of what a job usually pays follows the offers that come. */
const PAY_MEMORY = 0.15
const PAY_RATIO: readonly [number, number] = [0.4, 2]
const BREAK_PROBABILITY = 0.008
const BREAK_S = 240
const IDLE_S = 25
const LOADING_S: readonly [number, number] = [60, 180]
const UNLOADING_S: readonly [number, number] = [45, 150]

export class Temperament {
  /** Chance for the ways a driver takes without a job. */
  readonly ways: Random
  private readonly offers: Random
  private readonly breaks: Random
  private readonly pauses: Random
  private readonly jobs: Random
  private usualPayPerS = 0

  constructor(stream: Stream) {
    this.ways = stream('ways')
    this.offers = stream('offers')
    this.breaks = stream('breaks')
    this.pauses = stream('pauses')
    this.jobs = stream('jobs')
  }

  /** What to answer to an offer and when: a job that pays twice the usual for its time is worth twice the way to it. */
  answer(offer: OfferView): OfferAnswer {
    const [overlooked, willing] = [this.offers.next(), this.offers.next()]
    const afterS = this.offers.between(...THINKING_S)
    if (overlooked < OVERLOOKED_SHARE) return { kind: 'ignore', afterS }
    const ratio = this.payRatio(offer)
    const fairM = FAIR_PICKUP_M * Math.min(PAY_RATIO[1], Math.max(PAY_RATIO[0], ratio))
    const share = WILLING_AT_MOST / (1 + Math.exp((offer.pickupDistanceM - fairM) / PATIENCE_M))
    if (willing < share) return { kind: 'accept', afterS }
    return { kind: 'decline', reason: ratio < 0.8 ? 'too_cheap' : 'too_far', afterS }
  }

  takesBreak(): boolean {
    return this.breaks.chance(BREAK_PROBABILITY)
  }

  breakS(): number {
    return BREAK_S * this.breaks.between(0.5, 1.5)
  }

  idleS(): number {
    return IDLE_S * this.pauses.between(0.5, 1.5)
  }

  loadingS(): number {
    return this.jobs.between(...LOADING_S)
  }

  unloadingS(): number {
    return this.jobs.between(...UNLOADING_S)
  }

  /** Pay for a second of this job over what the offers before it paid; currencies need no knowing. */
  private payRatio({ price, durationS, pickupEtaS }: OfferView): number {
    const payPerS = price.amount / Math.max(60, durationS + pickupEtaS)
    const ratio = this.usualPayPerS > 0 ? payPerS / this.usualPayPerS : 1
    this.usualPayPerS += (payPerS - this.usualPayPerS) * (this.usualPayPerS > 0 ? PAY_MEMORY : 1)
    return ratio
  }
}
