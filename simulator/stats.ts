import { ApiError } from './api/types.ts'
import { Histogram } from './histogram.ts'

export type Counter =
  | 'positionsSent'
  | 'positionsByRest'
  | 'offersSeen'
  | 'offersAccepted'
  | 'offersDeclined'
  | 'offersIgnored'
  | 'offersLost'
  | 'quotes'
  | 'quotesRefused'
  | 'bookings'
  | 'cancellations'
  | 'completions'
  | 'ratings'
  | 'deliveries'
  | 'unfulfilled'
  | 'reconnects'
  | 'failures'

/** Bookings whose offer never came are forgotten after this many newer ones. */
const AWAITED_MAX = 5_000

/** What happened, for the screen, the summary and tests. */
export class Stats {
  readonly counters = new Map<Counter, number>()
  readonly errors = new Map<string, number>()
  readonly bookingStates = new Map<string, string>()
  /** By call, as in `POST /v1/quotes`. */
  readonly calls = new Map<string, Histogram>()
  readonly bookingToOffer = new Histogram()
  /** Wishes from markets that have no prices, by market cell. */
  readonly unserved = new Map<string, number>()
  lastFailure = ''
  private readonly bookedAtMs = new Map<string, number>()
  private readonly offeredAtMs = new Map<string, number>()

  count(counter: Counter, by = 1): void {
    this.counters.set(counter, (this.counters.get(counter) ?? 0) + by)
  }

  get(counter: Counter): number {
    return this.counters.get(counter) ?? 0
  }

  countError(code: string): void {
    this.errors.set(code, (this.errors.get(code) ?? 0) + 1)
  }

  /** A step that could not be done; API errors are counted where they come in, anything else here. */
  noteFailure(error: unknown): void {
    this.count('failures')
    if (!(error instanceof ApiError)) this.countError(error instanceof Error ? error.name : 'unknown')
    this.lastFailure = error instanceof Error ? error.message : String(error)
  }

  timeCall(call: string, ms: number): void {
    const histogram = this.calls.get(call) ?? new Histogram()
    this.calls.set(call, histogram)
    histogram.record(ms)
  }

  noteUnserved(market: string): void {
    this.unserved.set(market, (this.unserved.get(market) ?? 0) + 1)
  }

  /** The offer may reach a driver before the customer's answer does; either order gives the latency once. */
  noteBooked(bookingId: string, sentAtMs: number): void {
    const offeredAtMs = this.offeredAtMs.get(bookingId)
    if (offeredAtMs !== undefined) this.bookingToOffer.record(Math.max(0, offeredAtMs - sentAtMs))
    else this.remember(this.bookedAtMs, bookingId, sentAtMs)
  }

  noteOffered(bookingId: string, atMs: number): void {
    const sentAtMs = this.bookedAtMs.get(bookingId)
    if (sentAtMs !== undefined) {
      this.bookedAtMs.delete(bookingId)
      this.bookingToOffer.record(atMs - sentAtMs)
    }
    this.remember(this.offeredAtMs, bookingId, atMs)
  }

  noteBookingState(bookingId: string, state: string): void {
    const before = this.bookingStates.get(bookingId)
    if (before === state) return
    this.remember(this.bookingStates, bookingId, state)
    if (state === 'unfulfilled') this.count('unfulfilled')
    if (state === 'completed') this.count('completions')
  }

  private remember<T>(map: Map<string, T>, key: string, value: T): void {
    map.set(key, value)
    if (map.size > AWAITED_MAX) map.delete(map.keys().next().value as string)
  }
}
