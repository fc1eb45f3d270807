/*
 * One socket that comes back by itself: ticket → hello → subscriptions. After a cut it tries again with growing, jittered
 * pauses, resumes the bookings it watched by their last sequence number, and subscribes anew. A peer that says nothing is
 * asked, and given up when it does not answer, since a dead network ends no socket by itself.
 */
import { call } from '../api/client.ts'
import type { ServerFrame, Subscription } from './frames.ts'

const PAUSE_MIN_MS = 500
const PAUSE_MAX_MS = 15_000
const PROBE_AFTER_MS = 5_000
const GIVE_UP_AFTER_MS = 10_000
const WATCH_EVERY_MS = 1_000
/** What the server accepts in one hello. */
const RESUMED_MAX = 200

/** `retryAtMs` is null while an attempt is under way. */
export type Connection = {
  phase: 'connecting' | 'live' | 'lost'
  heardAtMs: number
  retryAtMs: number | null
}

export class LiveConnection {
  private readonly onFrame: (frame: ServerFrame) => void
  private readonly wanted = new Map<string, Subscription>()
  private readonly seenSeq = new Map<string, number>()
  private readonly listeners = new Set<() => void>()
  private state: Connection = { phase: 'connecting', heardAtMs: 0, retryAtMs: null }
  private socket: WebSocket | null = null
  private failures = 0
  private isStopped = false
  private probedAtMs = 0
  private retryTimer: ReturnType<typeof setTimeout> | undefined
  private watchTimer: ReturnType<typeof setInterval> | undefined

  constructor(onFrame: (frame: ServerFrame) => void) {
    this.onFrame = onFrame
  }

  start() {
    this.watchTimer = setInterval(this.watch, WATCH_EVERY_MS)
    window.addEventListener('online', this.retryNow)
    window.addEventListener('offline', this.cut)
    void this.connect()
  }

  stop() {
    this.isStopped = true
    clearInterval(this.watchTimer)
    clearTimeout(this.retryTimer)
    window.removeEventListener('online', this.retryNow)
    window.removeEventListener('offline', this.cut)
    this.drop()
  }

  readonly current = () => this.state
  readonly subscribeToState = (listener: () => void) => {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  /** Wants a topic from now on, over every reconnection; the returned function ends that. */
  want(subscription: Subscription): () => void {
    this.wanted.set(subscription.topic, subscription)
    this.send({ type: 'subscribe', ...subscription })
    return () => {
      if (this.wanted.get(subscription.topic) !== subscription) return
      this.wanted.delete(subscription.topic)
      this.send({ type: 'unsubscribe', topic: subscription.topic })
    }
  }

  /** Starts a topic over, as the server asks by `resync`. */
  renew(topic: string) {
    const subscription = this.wanted.get(topic)
    if (subscription) this.send({ type: 'subscribe', ...subscription })
  }

  readonly retryNow = () => {
    if (this.state.phase !== 'lost' || this.state.retryAtMs === null) return
    clearTimeout(this.retryTimer)
    void this.connect()
  }

  private send(frame: object) {
    if (this.state.phase === 'live') this.write(frame)
  }

  /** One that is closing takes nothing more. */
  private write(frame: object) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame))
  }

  private become(change: Partial<Connection>) {
    this.state = { ...this.state, ...change }
    for (const listener of this.listeners) listener()
  }

  private async connect() {
    this.become({ retryAtMs: null })
    try {
      const { ticket } = await call('post', '/v1/realtime/tickets', {})
      if (this.isStopped) return
      const address = new URL('/v1/realtime', location.href)
      address.protocol = address.protocol.replace('http', 'ws')
      const socket = new WebSocket(address)
      this.socket = socket
      this.probedAtMs = Date.now()
      socket.onopen = () => {
        // One that was given up while it opened says nothing more.
        if (socket === this.socket) this.write({ type: 'hello', ticket, ...this.resume() })
      }
      socket.onmessage = (message) => {
        if (socket === this.socket) this.receive(JSON.parse(String(message.data)) as ServerFrame)
      }
      socket.onclose = () => {
        if (socket === this.socket) this.lose()
      }
    } catch {
      // Told by the phase; a session that is over ends this connection from outside.
      this.lose()
    }
  }

  private resume() {
    const watched = [...this.seenSeq].filter(([id]) => this.wanted.has(`booking:${id}`)).slice(-RESUMED_MAX)
    return watched.length > 0 ? { resume: { bookings: Object.fromEntries(watched) } } : {}
  }

  private receive(frame: ServerFrame) {
    const heardAtMs = Date.now()
    if (frame.type === 'welcome') {
      this.failures = 0
      this.become({ phase: 'live', heardAtMs, retryAtMs: null })
      for (const subscription of this.wanted.values()) this.send({ type: 'subscribe', ...subscription })
    } else this.state.heardAtMs = heardAtMs
    if (frame.type === 'ping') this.send({ type: 'pong' })
    if (frame.type === 'booking' && this.wanted.has(`booking:${frame.id}`))
      this.seenSeq.set(frame.id, frame.seq)
    this.onFrame(frame)
  }

  /** Asks a silent peer for a sign of life, and gives it up when none comes. */
  private readonly watch = () => {
    if (!this.socket) return
    const nowMs = Date.now()
    const silentMs = nowMs - Math.max(this.state.heardAtMs, this.probedAtMs)
    if (this.state.phase !== 'live') {
      if (silentMs > GIVE_UP_AFTER_MS) this.cut()
      return
    }
    if (nowMs - this.state.heardAtMs > GIVE_UP_AFTER_MS) this.cut()
    else if (silentMs > PROBE_AFTER_MS) {
      this.probedAtMs = nowMs
      this.send({ type: 'ping' })
    }
  }

  private readonly cut = () => {
    if (!this.socket) return
    this.drop()
    this.lose()
  }

  private drop() {
    const { socket } = this
    this.socket = null
    socket?.close()
  }

  private lose() {
    this.socket = null
    if (this.isStopped) return
    const ceilingMs = Math.min(PAUSE_MAX_MS, PAUSE_MIN_MS * 2 ** this.failures)
    this.failures++
    const pauseMs = ceilingMs * (0.5 + Math.random() / 2)
    this.retryTimer = setTimeout(() => void this.connect(), pauseMs)
    this.become({ phase: 'lost', retryAtMs: Date.now() + pauseMs })
  }
}
