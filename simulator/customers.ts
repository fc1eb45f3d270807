import type { Session } from './api/session.ts'
import { type Frame, RealtimeSocket } from './api/socket.ts'
import { ApiError, type BookingView } from './api/types.ts'
import { type OrderParts, placeOrder } from './place-order.ts'
import type { Random } from './random.ts'
import { type Demand, HOUR_MS, type World } from './world.ts'

export type CustomerParts = OrderParts & {
  world: World
  baseUrl: string
  /** Hour of local time at which the run begins. */
  startHour: number
}

const CANCEL_PROBABILITY = 0.05
const CANCEL_AFTER_S: readonly [number, number] = [20, 240]
const CANCELLABLE = new Set(['searching', 'assigned', 'en_route_to_pickup', 'arrived_at_pickup'])
const RATING_PROBABILITY = 0.6
const RATING_AFTER_S = 60
const STARS = [5, 5, 5, 5, 5, 4, 4, 4, 3, 2, 1] as const
const CANCEL_REASONS = ['plans_changed', 'waited_too_long', 'found_another_way'] as const
const ENDED = new Set(['completed', 'cancelled', 'unfulfilled'])
/** Wishes that are overdue by more, as after a machine slept, are dropped instead of coming all at once. */
const LATE_MAX_MS = 30_000

type Open = { account: number; random: Random; state: string }

/** All customers: one stream of wishes, spread over a few accounts, each followed over its account's socket. */
export class Customers {
  private readonly sessions: readonly Session[]
  private readonly sockets: RealtimeSocket[]
  private readonly demand: Random
  private readonly parts: CustomerParts
  private readonly streamOf: (name: string) => Random
  private readonly open = new Map<string, Open>()
  private startedMs = 0
  private dueMs = 0
  private serial = 0
  private isStopped = false

  constructor(sessions: readonly Session[], streamOf: (name: string) => Random, parts: CustomerParts) {
    this.sessions = sessions
    this.demand = streamOf('demand')
    this.streamOf = streamOf
    this.parts = parts
    this.sockets = sessions.map((session, i) => {
      const random = streamOf(`customer-network/${i}`)
      return new RealtimeSocket(
        session,
        parts.baseUrl,
        { ...parts, random },
        { onFrame: (frame) => this.read(frame) },
      )
    })
  }

  get connected(): number {
    return this.sockets.filter((socket) => socket.isOpen).length
  }

  async start(): Promise<void> {
    await Promise.all(this.sockets.map((socket) => socket.connect()))
    this.startedMs = this.parts.nowMs()
    this.dueMs = this.startedMs
    this.planNext()
  }

  stop(): void {
    this.isStopped = true
    for (const socket of this.sockets) socket.close()
  }

  /** Wishes follow from one another and not from when they were heard, so that a run can be repeated. */
  private planNext(): void {
    const livedH = ((this.dueMs - this.startedMs) * this.parts.speed) / HOUR_MS
    const demand = this.parts.world.nextDemand(this.demand, (this.parts.startHour + livedH) % 24)
    if (!demand || this.isStopped) return
    this.dueMs += demand.afterMs
    this.parts.scheduler.after(this.dueMs - this.parts.nowMs(), () => {
      if (this.isStopped) return undefined
      const serial = this.serial++
      if (this.parts.nowMs() - this.dueMs < LATE_MAX_MS) this.attempt(this.order(demand, serial))
      this.planNext()
      return undefined
    })
  }

  private async order(demand: Demand, serial: number): Promise<void> {
    const { stats } = this.parts
    const random = this.streamOf(`booking/${serial}`)
    const account = serial % this.sessions.length
    const session = this.sessions[account] as Session
    const booking = await placeOrder(this.parts, session, { demand, serial, random })
    if (!booking) return
    stats.noteBookingState(booking.id, booking.state)
    this.open.set(booking.id, { account, random, state: booking.state })
    this.sockets[account]?.watch(booking.id)
    if (random.chance(CANCEL_PROBABILITY)) this.cancelLater(booking.id, session, random)
  }

  private cancelLater(bookingId: string, session: Session, random: Random): void {
    const afterMs = this.scaledMs(random.between(...CANCEL_AFTER_S))
    const reason = random.pick(CANCEL_REASONS)
    this.parts.scheduler.after(afterMs, () => {
      const state = this.open.get(bookingId)?.state
      if (this.isStopped || !state || !CANCELLABLE.has(state)) return undefined
      this.attempt(
        session
          .call<unknown>('POST', `/v1/bookings/${bookingId}/cancel`, { reason })
          .then(() => this.parts.stats.count('cancellations')),
      )
      return undefined
    })
  }

  private read(frame: Frame): void {
    if (frame.type !== 'booking') return
    const { id, state } = frame.booking as BookingView
    const open = this.open.get(id)
    if (!open) return
    open.state = state
    this.parts.stats.noteBookingState(id, state)
    if (!ENDED.has(state)) return
    this.open.delete(id)
    this.sockets[open.account]?.forget(id)
    if (state === 'completed' && open.random.chance(RATING_PROBABILITY)) this.rateLater(id, open)
  }

  private rateLater(bookingId: string, { account, random }: Open): void {
    const body = { stars: random.pick(STARS) }
    this.parts.scheduler.after(this.scaledMs(RATING_AFTER_S * random.between(0.3, 1.5)), () => {
      if (this.isStopped) return undefined
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

  /** Somebody else moved the booking first: that is life, and counted by its code. */
  private attempt(work: Promise<void>): void {
    work.catch((error) => {
      if (!(error instanceof ApiError && error.status === 409)) this.parts.stats.noteFailure(error)
    })
  }
}
