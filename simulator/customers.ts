import type { Session } from './api/session.ts'
import { type Frame, RealtimeSocket } from './api/socket.ts'
import { type BookingView, type Quote, stateOf } from './api/types.ts'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'
import type { Stats } from './stats.ts'
import type { Demand, World } from './world.ts'

export type CustomerParts = {
  scheduler: Scheduler
  stats: Stats
  world: World
  nowMs: () => number
  baseUrl: string
  speed: number
  /** Tells this run's bookings from any other's. */
  runId: string
}

const REFUSAL_PROBABILITY = 0.05
/** Above this multiplier people hesitate: each further tenth drives more of them away. */
const SURGE_TOLERATED = 1.2
const SURGE_REFUSAL_PER_UNIT = 0.6
const CANCEL_PROBABILITY = 0.05
const CANCEL_AFTER_S: readonly [number, number] = [20, 240]
const RATING_PROBABILITY = 0.6
const RATING_AFTER_S = 60
const THINKING_S: readonly [number, number] = [2, 12]
const STARS = [5, 5, 5, 5, 5, 4, 4, 4, 3, 2, 1] as const
const CANCEL_REASONS = ['plans_changed', 'waited_too_long', 'found_another_way'] as const
const ENDED = new Set(['completed', 'cancelled', 'unfulfilled'])
const INDIA_OFFSET_H = 5.5
const HOUR_MS = 3_600_000
const CARGO_MAX_KG = { bike: 15, van: 400, truck: 1_500, refrigerated_truck: 900 } as const
const KG_PER_M3 = 250

type Open = { account: number; random: Random }

/** All customers: one stream of wishes, spread over a few accounts, each followed over its account's socket. */
export class Customers {
  private readonly sessions: readonly Session[]
  private readonly sockets: RealtimeSocket[]
  private readonly random: Random
  private readonly parts: CustomerParts
  private readonly streamOf: (booking: number) => Random
  private readonly open = new Map<string, Open>()
  private readonly startedMs: number
  private serial = 0
  private isStopped = false

  constructor(
    sessions: readonly Session[],
    random: Random,
    streamOf: (booking: number) => Random,
    parts: CustomerParts,
  ) {
    this.sessions = sessions
    this.random = random
    this.streamOf = streamOf
    this.parts = parts
    this.startedMs = parts.nowMs()
    this.sockets = sessions.map(
      (session) =>
        new RealtimeSocket(session, parts.baseUrl, { ...parts, random }, (frame) => this.read(frame)),
    )
  }

  async start(): Promise<void> {
    await Promise.all(this.sockets.map((socket) => socket.connect()))
    this.planNext()
  }

  stop(): void {
    this.isStopped = true
    for (const socket of this.sockets) socket.close()
  }

  private localHour(): number {
    const nowMs = this.startedMs + (this.parts.nowMs() - this.startedMs) * this.parts.speed
    return (nowMs / HOUR_MS + INDIA_OFFSET_H) % 24
  }

  private planNext(): void {
    const demand = this.parts.world.nextDemand(this.random, this.localHour())
    if (!demand || this.isStopped) return
    this.parts.scheduler.after(demand.afterMs, () => {
      if (this.isStopped) return undefined
      this.attempt(this.order(demand, this.serial++))
      this.planNext()
      return undefined
    })
  }

  private async order(demand: Demand, serial: number): Promise<void> {
    const { stats, runId, nowMs } = this.parts
    const random = this.streamOf(serial)
    const account = serial % this.sessions.length
    const session = this.sessions[account] as Session
    const point = ({ lat, lng }: { lat: number; lng: number }) => ({ lat, lng })
    const weightKg = Math.round(random.between(0.1, 0.9) * CARGO_MAX_KG[demand.vehicleClass])
    const quote = await session.call<Quote>(
      'POST',
      '/v1/quotes',
      {
        pickup: point(demand.pickup),
        dropoff: point(demand.dropoff),
        vehicleClass: demand.vehicleClass,
        cargo: {
          weightKg,
          volumeM3: Math.round((weightKg / KG_PER_M3) * 100) / 100,
          note: 'Handle with care',
        },
      },
      { timed: 'quote' },
    )
    stats.count('quotes')
    const dearness = Math.max(0, quote.surge.multiplier - SURGE_TOLERATED) * SURGE_REFUSAL_PER_UNIT
    if (random.chance(Math.min(0.9, REFUSAL_PROBABILITY + dearness))) return stats.count('quotesRefused')
    await new Promise<void>((resolve) =>
      this.parts.scheduler.after(this.scaledMs(random.between(...THINKING_S)), () => {
        resolve()
        return undefined
      }),
    )
    const sentAtMs = nowMs()
    const booking = await session.call<BookingView>(
      'POST',
      '/v1/bookings',
      {
        quoteId: quote.id,
        pickup: { address: demand.pickup.address },
        dropoff: { address: demand.dropoff.address },
      },
      { idempotencyKey: `sim-${runId}-${serial}`, timed: 'booking' },
    )
    stats.count('bookings')
    stats.noteBooked(booking.id, sentAtMs)
    stats.noteBookingState(booking.id, stateOf(booking))
    this.open.set(booking.id, { account, random })
    this.sockets[account]?.send({ type: 'subscribe', topic: `booking:${booking.id}` })
    if (random.chance(CANCEL_PROBABILITY)) this.cancelLater(booking.id, session, random)
  }

  private cancelLater(bookingId: string, session: Session, random: Random): void {
    this.parts.scheduler.after(this.scaledMs(random.between(...CANCEL_AFTER_S)), () => {
      if (this.open.has(bookingId) && !this.isStopped) {
        const reason = random.pick(CANCEL_REASONS)
        this.attempt(
          session
            .call<unknown>('POST', `/v1/bookings/${bookingId}/cancel`, { reason })
            .then(() => this.parts.stats.count('cancellations')),
        )
      }
      return undefined
    })
  }

  private read(frame: Frame): void {
    if (frame.type !== 'booking') return
    const booking = frame.booking as BookingView
    const open = this.open.get(booking.id)
    if (!open) return
    const state = stateOf(booking)
    this.parts.stats.noteBookingState(booking.id, state)
    if (!ENDED.has(state)) return
    this.open.delete(booking.id)
    this.sockets[open.account]?.forget(booking.id)
    this.sockets[open.account]?.send({ type: 'unsubscribe', topic: `booking:${booking.id}` })
    if (state === 'completed' && open.random.chance(RATING_PROBABILITY)) this.rateLater(booking.id, open)
  }

  private rateLater(bookingId: string, { account, random }: Open): void {
    this.parts.scheduler.after(this.scaledMs(RATING_AFTER_S * random.between(0.3, 1.5)), () => {
      if (this.isStopped) return undefined
      const body = { stars: random.pick(STARS) }
      const session = this.sessions[account] as Session
      this.attempt(
        session
          .call<unknown>('POST', `/v1/bookings/${bookingId}/rating`, body)
          .then(() => this.parts.stats.count('ratings')),
      )
      return undefined
    })
  }

  private scaledMs(seconds: number): number {
    return (seconds * 1_000) / this.parts.speed
  }

  private attempt(work: Promise<void>): void {
    work.catch((error) => this.parts.stats.noteFailure(error))
  }
}
