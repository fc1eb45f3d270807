import type { Context, Role } from '../platform/context.ts'
import { toProblem } from '../platform/http/problem.ts'
import type { MapArea } from './map-area.ts'
import type { NearbyArea } from './nearby-area.ts'
import type { ServerFrame } from './server-frames.ts'

/** Past this many unsent bytes moving things are left out; their latest state follows when the peer has caught up. */
const SOFT_BUFFER_BYTES = 64 * 1_024
/** Past this a peer has stalled: it is cut off, and converges by resuming. */
export const HARD_BUFFER_BYTES = 1_024 * 1_024
/** Frames of one peer that may wait for their turn. */
const INBOX_MAX = 200

export type Wire = {
  /** How many bytes were taken; 0 when the frame was dropped. */
  send(text: string): number
  close(code: number, reason: string): void
  bufferedBytes(): number
}
export type PendingOffer = { frame: string; expiresAtMs: number; sentAtMs: number }
type Work = () => Promise<void> | void

/** Who speaks through a socket, and until when. */
export type Credentials = { userId: string; role: Role; familyId: string | null; endsAtMs: number }

/** One signed-in socket: what it watches, what it has seen, and its frames in order. */
export class Session {
  readonly context: Context
  readonly credentials: Credentials
  readonly topics = new Set<string>()
  /** The last sequence number sent of each booking. */
  readonly seenSeq = new Map<string, number>()
  readonly pendingOffers = new Map<string, PendingOffer>()
  /** Notifications that were sent lately, and when. */
  readonly toldNotifications = new Map<string, number>()
  /** Bookings whose driver has moved since this peer was last told. */
  readonly owedPositions = new Set<string>()
  /** Bookings whose moves wait in the queue to be sent. */
  readonly dueBookings = new Set<string>()
  map: MapArea | null = null
  nearby: NearbyArea | null = null
  heardAtMs: number
  pingedAtMs: number
  private readonly wire: Wire
  private readonly queue: Work[] = []
  private received = 0
  private isBusy = false
  private isClosed = false

  constructor(context: Context, credentials: Credentials, wire: Wire) {
    this.context = context
    this.credentials = credentials
    this.wire = wire
    this.heardAtMs = this.pingedAtMs = context.clock.now().getTime()
  }

  get userId(): string {
    return this.credentials.userId
  }

  get role(): Role {
    return this.credentials.role
  }

  get isOperator(): boolean {
    return this.role === 'operator' || this.role === 'admin'
  }

  get bufferedBytes(): number {
    return this.wire.bufferedBytes()
  }

  get canKeepUp(): boolean {
    return !this.isClosed && this.bufferedBytes < SOFT_BUFFER_BYTES
  }

  /** Sends a frame, or the text of one that was encoded for many. A frame that cannot be kept ends the socket: no gap goes unseen. */
  send(frame: ServerFrame | string): void {
    if (this.isClosed) return
    const taken = this.wire.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
    if (taken === 0 || this.bufferedBytes > HARD_BUFFER_BYTES) this.close(4408, 'too slow: resume')
  }

  close(code: number, reason: string): void {
    this.isClosed = true
    this.queue.length = 0
    this.wire.close(code, reason)
  }

  /** Handles a frame of the peer after all that came before it; a peer that sends faster than that is closed. */
  receive(work: Work): void {
    if (this.received >= INBOX_MAX) {
      this.close(4429, 'too many frames at once')
      return
    }
    this.received++
    this.inOrder(() => {
      this.received--
      return work()
    })
  }

  /** Runs `work` after everything that came before it on this socket; what it throws becomes an error frame. */
  inOrder(work: Work): void {
    if (this.isClosed) return
    this.queue.push(work)
    if (!this.isBusy) void this.drain()
  }

  /** Runs until the queue is empty; work that waits for nothing is done before this returns. */
  private async drain(): Promise<void> {
    this.isBusy = true
    for (let work = this.queue.shift(); work; work = this.queue.shift()) {
      try {
        const pending = work()
        if (pending) await pending
      } catch (error) {
        this.fail(error)
      }
    }
    this.isBusy = false
  }

  private fail(error: unknown): void {
    const problem = toProblem(error, 'UNKNOWN', this.context.requestId)
    if (problem.status >= 500)
      this.context.log.error({ err: error, requestId: problem.requestId }, 'socket frame failed')
    this.send({ type: 'error', problem })
  }
}
