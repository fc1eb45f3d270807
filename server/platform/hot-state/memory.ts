import type { HotState, LastKnown, RateDecision, RateLimit } from './port.ts'

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
      for (const position of positions) lastKnown.set(position.driverId, position)
    },
    readLastKnown: async () => [...lastKnown.values()],
    ping: async () => {},
  }
}

/** `arrivals` holds the theoretical arrival time of each key, in ms. */
function takeRate(arrivals: Map<string, number>, key: string, limit: RateLimit, nowMs: number): RateDecision {
  const intervalMs = 60_000 / limit.perMinute
  const toleranceMs = intervalMs * (limit.burst - 1)
  // Never further ahead than a full allowance, so that a clock set back locks nobody out.
  const arrivalMs = Math.min(Math.max(arrivals.get(key) ?? nowMs, nowMs), nowMs + toleranceMs + intervalMs)
  const earlyMs = arrivalMs - nowMs
  if (earlyMs > toleranceMs) {
    return {
      isAllowed: false,
      remaining: 0,
      resetS: Math.ceil(earlyMs / 1_000),
      retryAfterS: Math.ceil((earlyMs - toleranceMs) / 1_000),
    }
  }
  if (arrivals.size >= RATE_KEYS_MAX) {
    for (const [old, atMs] of arrivals) if (atMs <= nowMs) arrivals.delete(old)
  }
  arrivals.set(key, arrivalMs + intervalMs)
  return {
    isAllowed: true,
    remaining: Math.floor((toleranceMs - earlyMs) / intervalMs),
    resetS: Math.ceil((earlyMs + intervalMs) / 1_000),
    retryAfterS: 0,
  }
}
