import { and, asc, eq, gt } from 'drizzle-orm'
import { bookingEvents } from '../../db/schema/index.ts'
import { readBooking } from '../booking/read-booking.ts'
import { bookingView } from '../booking/views.ts'
import { DomainError } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import { toProblem } from '../platform/http/problem.ts'

/** Past this many unsent bytes moving things are left out; their latest state follows when the peer has caught up. */
const SOFT_BUFFER_BYTES = 64 * 1_024
/** Past this a peer has stalled: it is closed, and converges by resuming. */
const HARD_BUFFER_BYTES = 1_024 * 1_024
/** Frames of one peer that may wait for their turn. */
const INBOX_MAX = 200

export type Wire = {
  send(text: string): unknown
  close(code: number, reason: string): void
  bufferedBytes(): number
}
export type Bbox = [west: number, south: number, east: number, north: number]

/** One signed-in socket: what it watches, what it has seen, and its frames in order. */
export class Session {
  readonly context: Context
  readonly userId: string
  readonly endsAtMs: number
  readonly topics = new Set<string>()
  readonly seenSeq = new Map<string, number>()
  readonly pendingOffers = new Map<string, { frame: string; expiresAtMs: number; sentAtMs: number }>()
  /** Drivers that changed since the last map frame, and those the peer shows. */
  readonly dirty = new Set<string>()
  readonly shown = new Set<string>()
  bbox: Bbox | null = null
  heardAtMs: number
  private readonly wire: Wire
  private turn: Promise<void> = Promise.resolve()
  private waiting = 0

  constructor(context: Context, userId: string, endsAtMs: number, wire: Wire) {
    this.context = context
    this.userId = userId
    this.endsAtMs = endsAtMs
    this.wire = wire
    this.heardAtMs = context.clock.now().getTime()
  }

  get isOperator(): boolean {
    return this.context.actor.role === 'operator' || this.context.actor.role === 'admin'
  }

  get canKeepUp(): boolean {
    return this.wire.bufferedBytes() < SOFT_BUFFER_BYTES
  }

  send(frame: object | string): void {
    this.wire.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
    if (this.wire.bufferedBytes() > HARD_BUFFER_BYTES) this.close(4408, 'too slow: resume')
  }

  close(code: number, reason: string): void {
    this.wire.close(code, reason)
  }

  /** Runs `work` after everything that came before it on this socket; what it throws becomes an error frame. */
  inOrder(work: () => Promise<void> | void): void {
    if (this.waiting >= INBOX_MAX) {
      this.close(4429, 'too many frames at once')
      return
    }
    this.waiting++
    this.turn = this.turn
      .then(work)
      .catch((error: unknown) => {
        if (!(error instanceof DomainError))
          this.context.log.error({ err: error, userId: this.userId }, 'socket frame failed')
        this.send({ type: 'error', problem: toProblem(error, 'UNKNOWN', this.context.requestId) })
      })
      .finally(() => {
        this.waiting--
      })
  }

  /** Sends every move of a booking past the last one that was seen, from the history: no gap, no double. */
  async catchUp(bookingId: string): Promise<void> {
    const seen = this.seenSeq.get(bookingId) ?? 0
    const booking = bookingView(await readBooking(this.context, bookingId))
    const events = await this.context.db
      .select({ seq: bookingEvents.seq, event: bookingEvents.type })
      .from(bookingEvents)
      .where(and(eq(bookingEvents.bookingId, bookingId), gt(bookingEvents.seq, seen)))
      .orderBy(asc(bookingEvents.seq))
    for (const { seq, event } of events) {
      this.send({ type: 'booking', id: bookingId, seq, event, booking })
      this.seenSeq.set(bookingId, seq)
    }
  }
}
