import type { HotState, LastKnown, RateDecision, RateLimit } from './port.ts'
import { gcraTerms, rateDecision } from './rate-decision.ts'

/** The limiter knows at most this many identities. */
const RATE_KEYS_MAX = 100_000
const FORGET_EVERY_MS = 1_000

/** The embedded default: one process, nothing survives it. */
export function createMemoryHotState(clock: { now(): Date }): HotState {
  const arrivals = new Arrivals()
  const tickets = new Map<string, { value: string; expiresAtMs: number }>()
  const lastKnown = new Map<string, LastKnown>()
  return {
    takeRate: async (key, limit, nowMs) => arrivals.take(`${limit.name}:${key}`, limit, nowMs),
    async putTicket(ticket, value, ttlS) {
      const nowMs = clock.now().getTime()
      for (const [old, entry] of tickets) {
        if (entry.expiresAtMs > nowMs) break
        tickets.delete(old)
      }
      tickets.set(ticket, { value, expiresAtMs: nowMs + ttlS * 1_000 })
    },
    async takeTicket(ticket) {
      const entry = tickets.get(ticket)
      tickets.delete(ticket)
      return entry && entry.expiresAtMs > clock.now().getTime() ? entry.value : null
    },
    async setLastKnown(positions) {
      for (const position of positions) {
        const old = lastKnown.get(position.driverId)
        if (!old || old.recordedAtMs <= position.recordedAtMs) lastKnown.set(position.driverId, position)
      }
    },
    readLastKnown: async () => [...lastKnown.values()],
    ping: async () => {},
  }
}

/** When each key's allowance is whole again, as the theoretical arrival time of its next request, in ms. */
class Arrivals {
  private readonly atMs = new Map<string, number>()
  private forgottenAtMs = 0

  take(key: string, limit: RateLimit, nowMs: number): RateDecision {
    const { intervalMs, toleranceMs } = gcraTerms(limit)
    const knownMs = this.atMs.get(key) ?? nowMs
    // No arrival lies further ahead than a full allowance: one that does is from before the clock was set back.
    const wasSetBack = knownMs > nowMs + toleranceMs + intervalMs
    const earlyMs = wasSetBack ? toleranceMs : Math.max(0, knownMs - nowMs)
    const decision = rateDecision(limit, earlyMs)
    if (!decision.isAllowed) return decision
    if (this.atMs.size >= RATE_KEYS_MAX && !this.atMs.has(key)) this.forgetSome(nowMs)
    this.atMs.set(key, nowMs + earlyMs + intervalMs)
    return decision
  }

  /** Drops whoever has the whole allowance, looking at most once a second, and else the key that came first. */
  private forgetSome(nowMs: number): void {
    if (Math.abs(nowMs - this.forgottenAtMs) >= FORGET_EVERY_MS) {
      this.forgottenAtMs = nowMs
      for (const [key, atMs] of this.atMs) if (atMs <= nowMs) this.atMs.delete(key)
    }
    const [first] = this.atMs.keys()
    if (this.atMs.size >= RATE_KEYS_MAX && first !== undefined) this.atMs.delete(first)
  }
}
