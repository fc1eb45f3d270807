import type { Random } from '../random.ts'
import type { Scheduler } from '../scheduler.ts'
import type { Stats } from '../stats.ts'
import type { Session } from './session.ts'

export type Frame = { type: string; [field: string]: unknown }
export type SocketParts = { scheduler: Scheduler; random: Random; stats: Stats }
export type SocketEvents = {
  onFrame(frame: Frame): void
  /** The connection is back after it was lost: what happened meanwhile may have been missed. */
  onReturn?(): void
}

const RECONNECT_MS = 500
const RECONNECT_MAX_MS = 15_000
const WELCOME_MAX_MS = 10_000
const HEARTBEAT_S = 20
/** Bookings resumed by the first frame; the others follow in turns, so that the server's inbox does not overflow. */
const RESUMED_AT_ONCE = 50
const RESUME_PAUSE_MS = 250
const OPEN = 1

/** One realtime connection that comes back by itself and resumes each booking after the last sequence number seen. */
export class RealtimeSocket {
  private readonly session: Session
  private readonly address: string
  private readonly parts: SocketParts
  private readonly events: SocketEvents
  private readonly lastSeq = new Map<string, number>()
  private socket: WebSocket | undefined
  private isClosed = false
  private isWelcome = false
  private wasWelcome = false
  private failures = 0
  private generation = 0
  private heardSinceBeat = true

  constructor(session: Session, baseUrl: string, parts: SocketParts, events: SocketEvents) {
    this.session = session
    this.address = `${baseUrl.replace(/^http/, 'ws')}/v1/realtime`
    this.parts = parts
    this.events = events
  }

  get isOpen(): boolean {
    return this.isWelcome && this.socket?.readyState === OPEN
  }

  /** Asks for a ticket and connects; a failure is retried later, with jitter. */
  async connect(): Promise<void> {
    if (this.isClosed) return
    try {
      const { ticket } = await this.session.call<{ ticket: string }>('POST', '/v1/realtime/tickets')
      if (!this.isClosed) this.open(ticket)
    } catch (error) {
      this.parts.stats.noteFailure(error)
      this.reconnectLater()
    }
  }

  /** False when there is no connection to send it over. */
  send(frame: Frame): boolean {
    return this.isOpen && this.sendRaw(JSON.stringify(frame))
  }

  sendBinary(bytes: Uint8Array<ArrayBuffer>): boolean {
    return this.isOpen && this.sendRaw(bytes)
  }

  /** Follows a booking, over every loss of the connection, until it is forgotten. */
  watch(bookingId: string): void {
    if (this.lastSeq.has(bookingId)) return
    this.lastSeq.set(bookingId, 0)
    this.send({ type: 'subscribe', topic: `booking:${bookingId}` })
  }

  forget(bookingId: string): void {
    if (this.lastSeq.delete(bookingId)) this.send({ type: 'unsubscribe', topic: `booking:${bookingId}` })
  }

  close(): void {
    this.isClosed = true
    this.socket?.close(1000)
  }

  private sendRaw(data: string | Uint8Array<ArrayBuffer>): boolean {
    this.socket?.send(data)
    return true
  }

  private open(ticket: string): void {
    const socket = new WebSocket(this.address)
    const generation = ++this.generation
    this.socket = socket
    this.isWelcome = false
    const resumed = [...this.lastSeq]
    socket.onopen = () => {
      const bookings = Object.fromEntries(resumed.slice(0, RESUMED_AT_ONCE))
      const resume = resumed.length > 0 ? { resume: { bookings } } : {}
      socket.send(JSON.stringify({ type: 'hello', ticket, ...resume }))
    }
    socket.onmessage = (message) => {
      this.heardSinceBeat = true
      const frame = JSON.parse(String(message.data)) as Frame
      if (frame.type === 'welcome') this.begin(generation, frame, resumed.slice(RESUMED_AT_ONCE))
      else this.read(frame)
    }
    socket.onclose = () => {
      if (generation !== this.generation) return
      this.isWelcome = false
      if (!this.isClosed) this.parts.stats.count('reconnects')
      this.reconnectLater()
    }
    this.parts.scheduler.after(WELCOME_MAX_MS, () => {
      if (generation === this.generation && !this.isWelcome) socket.close()
      return undefined
    })
  }

  private begin(generation: number, frame: Frame, rest: [string, number][]): void {
    this.isWelcome = true
    this.failures = 0
    const heartbeatS = typeof frame.heartbeatS === 'number' ? frame.heartbeatS : HEARTBEAT_S
    this.beat(generation, heartbeatS * 500)
    this.subscribeInTurns(
      generation,
      rest.map(([id]) => id),
    )
    if (this.wasWelcome) this.events.onReturn?.()
    this.wasWelcome = true
  }

  private subscribeInTurns(generation: number, bookingIds: string[]): void {
    if (bookingIds.length === 0) return
    this.parts.scheduler.after(RESUME_PAUSE_MS, () => {
      if (generation !== this.generation || !this.isOpen) return undefined
      for (const id of bookingIds.splice(0, RESUMED_AT_ONCE)) {
        if (this.lastSeq.has(id)) this.send({ type: 'subscribe', topic: `booking:${id}` })
      }
      return bookingIds.length > 0 ? RESUME_PAUSE_MS : undefined
    })
  }

  private read(frame: Frame): void {
    if (frame.type === 'ping') this.send({ type: 'pong' })
    else if (frame.type === 'error') {
      const problem = (frame.problem ?? {}) as { code?: unknown }
      this.parts.stats.countError(`socket_${String(problem.code ?? 'error')}`)
    } else if (frame.type === 'booking' && typeof frame.id === 'string' && typeof frame.seq === 'number') {
      const before = this.lastSeq.get(frame.id)
      if (before !== undefined) this.lastSeq.set(frame.id, Math.max(frame.seq, before))
    }
    this.events.onFrame(frame)
  }

  /** Asks for a sign of life twice a heartbeat; a peer that has given none since the last time is taken for lost. */
  private beat(generation: number, everyMs: number): void {
    this.heardSinceBeat = true
    this.parts.scheduler.after(everyMs * this.parts.random.between(0.8, 1), () => {
      if (generation !== this.generation || !this.isOpen) return undefined
      if (!this.heardSinceBeat) {
        this.socket?.close(4408)
        return undefined
      }
      this.heardSinceBeat = false
      this.send({ type: 'ping' })
      return everyMs
    })
  }

  private reconnectLater(): void {
    if (this.isClosed) return
    const waitMs = Math.min(RECONNECT_MAX_MS, RECONNECT_MS * 2 ** this.failures++)
    this.parts.scheduler.after(waitMs * this.parts.random.between(0.5, 1.5), () => {
      void this.connect()
      return undefined
    })
  }
}
