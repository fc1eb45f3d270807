import type { Random } from '../random.ts'
import type { Scheduler } from '../scheduler.ts'
import type { Stats } from '../stats.ts'
import type { Session } from './session.ts'

export type Frame = { type: string; [field: string]: unknown }

const RECONNECT_MS = 500
const RECONNECT_MAX_MS = 15_000
const HEARTBEAT_S = 20
const OPEN = 1

/** One realtime connection that comes back by itself and resumes each booking after the last sequence number seen. */
export class RealtimeSocket {
  private readonly session: Session
  private readonly baseUrl: string
  private readonly parts: { scheduler: Scheduler; random: Random; stats: Stats }
  private readonly onFrame: (frame: Frame) => void
  private readonly lastSeq = new Map<string, number>()
  private socket: WebSocket | undefined
  private isClosed = false
  private isWelcome = false
  private failures = 0
  private generation = 0

  constructor(
    session: Session,
    baseUrl: string,
    parts: { scheduler: Scheduler; random: Random; stats: Stats },
    onFrame: (frame: Frame) => void,
  ) {
    this.session = session
    this.baseUrl = baseUrl
    this.parts = parts
    this.onFrame = onFrame
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

  send(frame: Frame): boolean {
    if (!this.isOpen) return false
    this.socket?.send(JSON.stringify(frame))
    return true
  }

  forget(bookingId: string): void {
    this.lastSeq.delete(bookingId)
  }

  close(): void {
    this.isClosed = true
    this.socket?.close(1000)
  }

  private open(ticket: string): void {
    const socket = new WebSocket(`${this.baseUrl.replace(/^http/, 'ws')}/v1/realtime`)
    const generation = ++this.generation
    this.socket = socket
    this.isWelcome = false
    socket.onopen = () => {
      const resume = this.lastSeq.size > 0 ? { resume: { bookings: Object.fromEntries(this.lastSeq) } } : {}
      socket.send(JSON.stringify({ type: 'hello', ticket, ...resume }))
    }
    socket.onmessage = (message) => this.read(String(message.data))
    socket.onclose = () => {
      if (generation !== this.generation) return
      this.isWelcome = false
      if (!this.isClosed) this.parts.stats.count('reconnects')
      this.reconnectLater()
    }
  }

  private read(text: string): void {
    const frame = JSON.parse(text) as Frame
    if (frame.type === 'welcome') {
      this.isWelcome = true
      this.failures = 0
      const heartbeatS = typeof frame.heartbeatS === 'number' ? frame.heartbeatS : HEARTBEAT_S
      this.beat(this.generation, heartbeatS * 500)
    } else if (frame.type === 'ping') this.send({ type: 'pong' })
    else if (frame.type === 'error') {
      const problem = (frame.problem ?? frame.error ?? frame) as { code?: unknown }
      this.parts.stats.countError(`socket_${String(problem.code ?? 'error')}`)
    } else if (frame.type === 'booking' && typeof frame.id === 'string' && typeof frame.seq === 'number') {
      this.lastSeq.set(frame.id, Math.max(frame.seq, this.lastSeq.get(frame.id) ?? 0))
    }
    this.onFrame(frame)
  }

  private beat(generation: number, everyMs: number): void {
    this.parts.scheduler.after(everyMs * this.parts.random.between(0.8, 1), () => {
      if (generation !== this.generation || !this.isOpen) return undefined
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
