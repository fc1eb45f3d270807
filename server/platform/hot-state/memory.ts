import type { HotState, LastKnown, RateDecision, RateLimit } from './port.ts'
import { gcraTerms, rateDecision } from './rate-decision.ts'

/** Above this many identities the limiter forgets those whose allowance is whole again. */
const RATE_KEYS_MAX = 100_000

/** The embedded default: one process, nothing survives it. */
export function createMemoryHotState(clock: { now(): Date }): HotState {
  const arrivals = new Map<string, number>()
  const tickets = new Map<string, { value: string; expiresAtMs: number }>()
  const lastKnown = new Map<string, LastKnown>()
  return {
    takeRate: async (key, limit, nowMs) => takeRate(arrivals, `${limit.name}:${key}`, limit, nowMs),
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

/** `arrivals` holds the theoretical arrival time of each key, in ms. */
function takeRate(arrivals: Map<string, number>, key: string, limit: RateLimit, nowMs: number): RateDecision {
  const { intervalMs, toleranceMs } = gcraTerms(limit)
  const known = arrivals.get(key) ?? nowMs
  // Further ahead than a whole allowance: the clock was set back, and nobody is locked out for that.
  const arrivalMs = known > nowMs + toleranceMs + intervalMs ? nowMs : Math.max(known, nowMs)
  const decision = rateDecision(limit, arrivalMs - nowMs)
  if (!decision.isAllowed) return decision
  if (arrivals.size >= RATE_KEYS_MAX) {
    for (const [old, atMs] of arrivals) if (atMs <= nowMs) arrivals.delete(old)
  }
  arrivals.set(key, arrivalMs + intervalMs)
  return decision
}
