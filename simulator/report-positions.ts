import { packPositions, REPORTS_MAX, type Report, toJson } from './api/pack-positions.ts'
import type { Session } from './api/session.ts'
import type { RealtimeSocket } from './api/socket.ts'
import type { Stats } from './stats.ts'

/** Positions wait this long for the socket to come back before they go by REST. */
const FALLBACK_AFTER_MS = 4_000
const FALLBACK_MAX_MS = 30_000
const ACCURACY_M = 5

/**
 * A driver's positions on their way to the server: over the socket, or by REST while there is none. The newest hundred are
 * kept until they are sent, as a phone keeps them in a tunnel.
 */
export class PositionReports {
  private readonly session: Session
  private readonly socket: RealtimeSocket
  private readonly stats: Stats
  private readonly onFallback: () => void
  private pending: Report[] = []
  private lastAtMs = 0
  private fallbackAtMs = 0
  private fallbackWaitMs = FALLBACK_AFTER_MS
  private isPosting = false

  /** `onFallback` is called after each call that REST has answered: the socket's other news is missing too. */
  constructor(session: Session, socket: RealtimeSocket, stats: Stats, onFallback: () => void) {
    this.session = session
    this.socket = socket
    this.stats = stats
    this.onFallback = onFallback
  }

  /** Notes where the driver was; times must move on by a millisecond at least, or the position adds nothing. */
  add(report: Omit<Report, 'accuracyM'>): void {
    const recordedAtMs = Math.floor(report.recordedAtMs)
    if (recordedAtMs <= this.lastAtMs) return
    this.lastAtMs = recordedAtMs
    this.pending.push({ ...report, recordedAtMs, accuracyM: ACCURACY_M })
    if (this.pending.length > REPORTS_MAX) this.pending.shift()
  }

  flush(nowMs: number): void {
    if (this.pending.length === 0) return
    if (this.socket.isOpen) {
      this.fallbackAtMs = 0
      this.fallbackWaitMs = FALLBACK_AFTER_MS
      this.socket.sendBinary(packPositions(this.pending))
      this.stats.count('positionsSent', this.pending.length)
      this.pending = []
    } else if (this.fallbackAtMs === 0) this.fallbackAtMs = nowMs + FALLBACK_AFTER_MS
    else if (nowMs >= this.fallbackAtMs && !this.isPosting) void this.post(nowMs)
  }

  private async post(nowMs: number): Promise<void> {
    this.isPosting = true
    const sent = this.pending
    try {
      await this.session.call('POST', '/v1/driver/positions', { positions: sent.map(toJson) })
      this.stats.count('positionsSent', sent.length)
      this.stats.count('positionsByRest', sent.length)
      this.pending = this.pending.filter((report) => !sent.includes(report))
      this.fallbackWaitMs = FALLBACK_AFTER_MS
      this.onFallback()
    } catch (error) {
      this.stats.noteFailure(error)
      this.fallbackWaitMs = Math.min(FALLBACK_MAX_MS, this.fallbackWaitMs * 2)
    } finally {
      this.fallbackAtMs = nowMs + this.fallbackWaitMs
      this.isPosting = false
    }
  }
}
